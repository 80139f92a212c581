package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.ServiceId;
import java.util.List;

/**
 * An EndpointSlice, reduced to what concerns Redis; or a pod, as the slice that it would be alone in.
 *
 * @param key its namespace and name, which say nothing of its Service
 * @param uid its uid
 * @param version its resource version
 * @param service the Service that it belongs to
 * @param labels what the Service's labels say
 * @param ipv6 whether its addresses are IPv6
 * @param ports its ports that are Redis
 * @param portless whether it names no port at all, as a slice of a Service without pods does
 * @param endpoints its endpoints
 * @param faults endpoints that were skipped, and why
 */
record Slice(
    ObjectKey key,
    String uid,
    String version,
    ServiceId service,
    ServiceLabels labels,
    boolean ipv6,
    List<RedisPort> ports,
    boolean portless,
    List<Member> endpoints,
    List<Fault> faults) {

  Slice {
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
    faults = List.copyOf(faults);
  }

  /**
   * A port that is Redis.
   *
   * @param number 1 to 65535
   * @param sentinel whether it is a Sentinel's
   * @param tls whether its name says TLS
   */
  record RedisPort(int number, boolean sentinel, boolean tls) {}

  /**
   * One endpoint of a slice: an address with all ports of the slice.
   *
   * @param address an IP address
   * @param namespace the namespace of the pod
   * @param podUid the pod's uid, empty if there is no pod
   * @param pod the pod's name, empty if there is no pod
   * @param node its node, empty if unknown
   * @param zone its zone, empty if unknown
   * @param conditions what Kubernetes says of it
   */
  record Member(
      String address,
      String namespace,
      String podUid,
      String pod,
      String node,
      String zone,
      EndpointConditions conditions) {}
}
