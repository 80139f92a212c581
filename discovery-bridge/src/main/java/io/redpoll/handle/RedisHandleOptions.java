package io.redpoll.handle;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.ServiceId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an application wants of a handle. Plain data: nothing is read from the environment.
 *
 * <p>In JSON the keys are the names of the properties, durations are milliseconds, and an unknown key is an error:
 * {@code {"service": "shop/cache", "readFrom": "ANY", "deadline": 500,
 * "credentials": {"cache": {"user": "app", "passwordFile": "/etc/redis/password"}}}}.
 */
public final class RedisHandleOptions {

  /** Reads go to the primary. */
  public static final ReadFrom DEFAULT_READ_FROM = ReadFrom.PRIMARY;

  /** How long a command may take in all. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  /** How long a connection may take to stand. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** How many commands of a handle may wait for an endpoint. */
  public static final int DEFAULT_MAX_WAITING = 10_000;

  /** The entry of the credentials that serves a Service whose label names none. */
  public static final String DEFAULT_CREDENTIALS = "default";

  private Optional<ServiceId> service = Optional.empty();
  private ReadFrom readFrom = DEFAULT_READ_FROM;
  private Duration deadline = DEFAULT_DEADLINE;
  private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
  private Optional<Duration> maxLag = Optional.empty();
  private int maxWaiting = DEFAULT_MAX_WAITING;
  private String node = "";
  private String zone = "";
  private String tlsServerName = "";
  private Optional<Path> tlsCaFile = Optional.empty();
  private final Map<String, Credentials> credentials = new TreeMap<>();

  /** The defaults. The Service has none and must be set. */
  public RedisHandleOptions() {}

  /** The same options. */
  public RedisHandleOptions(RedisHandleOptions other) {
    service = other.service;
    readFrom = other.readFrom;
    deadline = other.deadline;
    connectTimeout = other.connectTimeout;
    maxLag = other.maxLag;
    maxWaiting = other.maxWaiting;
    node = other.node;
    zone = other.zone;
    tlsServerName = other.tlsServerName;
    tlsCaFile = other.tlsCaFile;
    credentials.putAll(other.credentials);
  }

  /**
   * The options that {@code json} says.
   *
   * @throws IllegalArgumentException that names the key, if a key is unknown or its value is not of its type
   */
  public RedisHandleOptions(JsonObject json) {
    RedisHandleOptionsJson.read(json, this);
  }

  /** The options as JSON: without passwords, and without credentials whose password is not in a file. */
  public JsonObject toJson() {
    return RedisHandleOptionsJson.write(this);
  }

  /** The Service. */
  public Optional<ServiceId> getService() {
    return service;
  }

  /** The Service, {@code namespace/name}. */
  public RedisHandleOptions setService(String text) {
    service = Optional.of(ServiceId.parse(text));
    return this;
  }

  /** Which endpoints of a REPLICATED Service answer reads. */
  public ReadFrom getReadFrom() {
    return readFrom;
  }

  /** Sets which endpoints of a REPLICATED Service answer reads. */
  public RedisHandleOptions setReadFrom(ReadFrom value) {
    readFrom = requireNonNull(value, "readFrom is null");
    return this;
  }

  /** How long a command may take in all, waiting and retries included. */
  public Duration getDeadline() {
    return deadline;
  }

  /** Sets how long a command may take in all, waiting and retries included. */
  public RedisHandleOptions setDeadline(Duration value) {
    deadline = atLeastOneMilli("deadline", value);
    return this;
  }

  /** How long a connection may take to stand: TCP, TLS and login. */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  /** Sets how long a connection may take to stand: TCP, TLS and login. */
  public RedisHandleOptions setConnectTimeout(Duration value) {
    connectTimeout = atLeastOneMilli("connectTimeout", value);
    return this;
  }

  /** How old what a replica answers may be; empty for any age. */
  public Optional<Duration> getMaxLag() {
    return maxLag;
  }

  /**
   * Sets how old what a replica answers may be: one that may lack something that was written longer ago is not asked, and one whose
   * lag is not known is not either. It is measured for as long as the handle is open, by asking each endpoint for its replication
   * offset three times in this time (at most 20 times a second, at least once a second), so allow at least 100 ms or so.
   */
  public RedisHandleOptions setMaxLag(Duration value) {
    maxLag = Optional.of(atLeastOneMilli("maxLag", value));
    return this;
  }

  /** How many commands may wait for an endpoint, above which they are refused at once. */
  public int getMaxWaiting() {
    return maxWaiting;
  }

  /** Sets how many commands may wait for an endpoint, above which they are refused at once. */
  public RedisHandleOptions setMaxWaiting(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("maxWaiting: " + value + " (expected: > 0)");
    }
    maxWaiting = value;
    return this;
  }

  /** The node that the application runs on, whose endpoints it prefers; empty for none. */
  public String getNode() {
    return node;
  }

  /** Sets the node that the application runs on; the environment of a pod can tell it ({@code spec.nodeName}). */
  public RedisHandleOptions setNode(String value) {
    node = requireNonNull(value, "node is null");
    return this;
  }

  /** The zone that the application runs in, whose endpoints it prefers next; empty for none. */
  public String getZone() {
    return zone;
  }

  /** Sets the zone that the application runs in. */
  public RedisHandleOptions setZone(String value) {
    zone = requireNonNull(value, "zone is null");
    return this;
  }

  /** The name in the certificates of a Service that speaks TLS; empty for the name of each pod, {@code <pod>.<service>.<namespace>.svc}. */
  public String getTlsServerName() {
    return tlsServerName;
  }

  /** Sets the name in the certificates of a Service that speaks TLS. */
  public RedisHandleOptions setTlsServerName(String value) {
    tlsServerName = requireNonNull(value, "tlsServerName is null");
    return this;
  }

  /** The PEM file of the authorities to trust; those of the JVM if empty. */
  public Optional<Path> getTlsCaFile() {
    return tlsCaFile;
  }

  /** Sets the PEM file of the authorities to trust. */
  public RedisHandleOptions setTlsCaFile(Path value) {
    tlsCaFile = Optional.of(value);
    return this;
  }

  /** The credentials, by the name that the label {@code redpoll.io/credentials} of a Service says. */
  public Map<String, Credentials> getCredentials() {
    return Map.copyOf(credentials);
  }

  /** Adds credentials under the name that the label of a Service says. */
  public RedisHandleOptions addCredentials(String name, Credentials value) {
    credentials.put(name, requireNonNull(value, "credentials are null"));
    return this;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }

  private static Duration atLeastOneMilli(String name, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1 ms)");
    }
    return value;
  }
}
