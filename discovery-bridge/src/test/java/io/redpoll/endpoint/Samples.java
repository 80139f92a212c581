package io.redpoll.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Values that tests of several rooms need. */
public final class Samples {

  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  public static final ServiceId CACHE = new ServiceId("shop", "cache");

  private Samples() {}

  /** The pod {@code cache-<n>} in its first life. */
  public static Endpoint pod(int n) {
    return pod("cache-" + n, "uid-" + n, "10.0.0." + n);
  }

  public static Endpoint pod(String name, String uid, String host) {
    return pod(name, uid, host, EndpointConditions.READY);
  }

  public static Endpoint pod(String name, String uid, String host, EndpointConditions conditions) {
    return new Endpoint(
        EndpointId.ofPod("shop", uid, 6379),
        name,
        name,
        new HostAndPort(host, 6379),
        "node-1",
        "zone-a",
        conditions);
  }

  public static ServiceEndpoints cache(Endpoint... endpoints) {
    return new ServiceEndpoints(CACHE, ServiceSettings.DEFAULT, List.of(endpoints), List.of());
  }

  public static ServiceEndpoints cacheLabelled(Topology topology, Endpoint... endpoints) {
    ServiceSettings settings = new ServiceSettings(topology, Mode.STORE, false, "");
    return new ServiceEndpoints(CACHE, settings, List.of(endpoints), List.of());
  }

  public static Observation saw(Endpoint endpoint, Observation.Finding finding) {
    return new Observation(endpoint.id(), "agent-1", NOON, finding);
  }

  public static Observation primary(Endpoint endpoint) {
    return saw(
        endpoint,
        new Observation.Healthy(
            ReplicationFacts.primary("run-" + endpoint.id(), false), Duration.ofMillis(1)));
  }

  public static Observation replica(Endpoint endpoint, Endpoint of) {
    return saw(
        endpoint,
        new Observation.Healthy(
            ReplicationFacts.replica("run-" + endpoint.id(), of.address(), true),
            Duration.ofMillis(1)));
  }

  public static Observation refused(Endpoint endpoint) {
    return saw(
        endpoint, new Observation.Unreached(Observation.Failure.REFUSED, "connection refused"));
  }

  public static Observation timedOut(Endpoint endpoint) {
    return saw(
        endpoint, new Observation.Unreached(Observation.Failure.TIMEOUT, "no answer in 500 ms"));
  }

  public static Observation impaired(Endpoint endpoint, Observation.Impairment kind) {
    return saw(endpoint, new Observation.Impaired(kind, kind.name()));
  }
}
