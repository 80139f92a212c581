package io.redpoll.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The table of options. Reading the file, the environment and the flags, {@code --help}, and the errors all come from
 * it.
 */
final class Keys {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final Duration MILLI = Duration.ofMillis(1);

  /** Filled by the constants below, in their order. */
  private static final List<Key<?>> TABLE = new ArrayList<>();

  static final Key<String> KUBERNETES_URL = key(
      "kubernetes.url",
      Kind.url(),
      "",
      "the API server; empty: the cluster that the agent runs in");
  static final Key<String> KUBERNETES_TOKEN_FILE = key(
      "kubernetes.tokenFile",
      Kind.text("a file"),
      "",
      "the file with the bearer token; empty: in a cluster the pod's service account, with kubernetes.url none");
  static final Key<String> KUBERNETES_CA_FILE = key(
      "kubernetes.caFile",
      Kind.text("a PEM file"),
      "",
      "the PEM file with the certificates to trust; empty: in a cluster the pod's, with kubernetes.url the JDK's");
  static final Key<List<String>> KUBERNETES_NAMESPACES = key(
      "kubernetes.namespaces",
      Kind.list("names of namespaces", name -> name.matches(LABEL)),
      List.of(),
      "the namespaces to watch; none: all of them");
  static final Key<String> KUBERNETES_LABEL_SELECTOR = key(
      "kubernetes.labelSelector",
      Kind.text("a label selector such as app.kubernetes.io/name=redis"),
      "",
      "watch only the slices of Services with these labels");
  static final Key<String> KUBERNETES_POD_SELECTOR = key(
      "kubernetes.podSelector",
      Kind.text("a label selector such as app=dragonfly"),
      "",
      "also watch the pods with these labels, for Redis that is in no slice; the agent then needs rights on pods");
  static final Key<Boolean> KUBERNETES_IMPORT_SERVICES = key(
      "kubernetes.importServices",
      Kind.yesNo(),
      false,
      "also run the stock Kubernetes importer, for Services that are not Redis, in the one namespace given");

  static final Key<Duration> PROBE_INTERVAL = key(
      "probe.interval",
      Kind.duration(Duration.ofMillis(100)),
      Duration.ofSeconds(1),
      "time between checks of an endpoint");
  static final Key<Duration> PROBE_TIMEOUT = key(
      "probe.timeout",
      Kind.duration(Duration.ofMillis(10)),
      Duration.ofMillis(500),
      "how long a check may take");
  static final Key<String> PROBE_CA_FILE = key(
      "probe.caFile",
      Kind.text("a PEM file"),
      "",
      "the PEM file with the certificates to trust where Redis speaks TLS; empty: the JDK's");

  static final Key<Integer> HEALTH_FALL = key(
      "health.fall", Kind.number(1, 100), 2, "soft failures in a row before an endpoint is down");
  static final Key<Integer> HEALTH_RISE =
      key("health.rise", Kind.number(1, 100), 2, "good checks in a row before it is up again");
  static final Key<Duration> HEALTH_SETTLE = key(
      "health.settle",
      Kind.duration(MILLI),
      Duration.ofSeconds(5),
      "how long a set must stay the same before it counts as sharded");
  static final Key<Duration> HEALTH_SHARD_GRACE = key(
      "health.shardGrace",
      Kind.duration(MILLI),
      Duration.ofMinutes(1),
      "how long a shard that left Kubernetes is waited for");

  static final Key<Map<String, Credentials>> CREDENTIALS = key(
      "credentials",
      Kind.credentials(),
      Map.of(),
      "logins by name, for Services with the label redpoll.io/credentials: name=user:/password/file,...");

  static final Key<Boolean> CLUSTER_ENABLED =
      key("cluster.enabled", Kind.yesNo(), false, "share the work with other agents");
  static final Key<String> CLUSTER_NAME = key(
      "cluster.name",
      Kind.text("a name", name -> name.matches("[-._a-zA-Z0-9]{1,100}")),
      "redpoll-hz53",
      "the cluster's name; it has the Hazelcast version, since versions do not mix");
  static final Key<String> CLUSTER_DNS = key(
      "cluster.dns",
      Kind.text("the DNS name of a headless Service", name -> name.matches("[-.a-zA-Z0-9]{0,253}")),
      "",
      "the headless Service that names all agents");
  static final Key<List<String>> CLUSTER_MEMBERS = key(
      "cluster.members",
      Kind.list("host:port", member -> member.matches("[^\\s,]+:[0-9]{1,5}")),
      List.of(),
      "the other agents as host:port, where there is no such Service");
  static final Key<Integer> CLUSTER_PORT =
      key("cluster.port", Kind.number(1, 65535), 5701, "the port of the cluster manager");
  static final Key<Integer> CLUSTER_EVENT_BUS_PORT =
      key("cluster.eventBusPort", Kind.number(1, 65535), 15701, "the port of the event bus");
  static final Key<String> CLUSTER_PUBLIC_HOST = key(
      "cluster.publicHost",
      Kind.text("an IP address of this host", host -> host.matches("[.:a-fA-F0-9]{0,45}")),
      "",
      "the address that other members reach this one by; empty: the first that is not loopback");

  static final Key<String> HTTP_HOST = key(
      "http.host",
      Kind.text("an address to listen on", host -> host.matches("\\S+")),
      "0.0.0.0",
      "where the admin port listens");
  static final Key<Integer> HTTP_PORT =
      key("http.port", Kind.number(0, 65535), 8080, "the admin port; 0: any free one");

  static final Key<Integer> METRICS_SERVICES = key(
      "metrics.services",
      Kind.number(0, 10_000),
      100,
      "how many Services have metrics of their own, with their name as label; the rest is counted together");

  static final Key<String> NODE =
      key("node", Kind.text("the name of a node"), "", "the node that the agent runs on");
  static final Key<String> ZONE =
      key("zone", Kind.text("the name of a zone"), "", "the zone that the agent runs in");

  static final Key<String> LOG_LEVEL = key(
      "log.level",
      Kind.choice("error", "warn", "info", "debug", "trace"),
      "info",
      "how much Redpoll logs");
  static final Key<String> LOG_FORMAT =
      key("log.format", Kind.choice("text", "json"), "text", "one line a record, as text or JSON");

  private Keys() {}

  /** All options, in the order of the file. */
  static List<Key<?>> all() {
    return Collections.unmodifiableList(TABLE);
  }

  private static <T> Key<T> key(String path, Kind<T> kind, T fallback, String help) {
    Key<T> key = new Key<>(path, kind, fallback, help);
    TABLE.add(key);
    return key;
  }
}
