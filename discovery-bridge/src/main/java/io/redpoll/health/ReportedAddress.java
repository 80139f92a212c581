package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.HostAndPort;

/**
 * Which endpoint an address is that Redis reports. A replica or a Sentinel reports an address as it was told: in a
 * StatefulSet often by the pod's DNS name. Pure.
 */
final class ReportedAddress {

  private ReportedAddress() {}

  /**
   * Whether {@code reported} is that of {@code endpoint}: its address, or a name that the cluster's DNS gives its pod,
   * {@code <pod>.<governing service>.<namespace>.svc} or a front part of it. The governing Service need not be the one
   * that is looked at.
   *
   * @param from the namespace of whoever reports it, in which a short name is looked up
   */
  static boolean names(HostAndPort reported, String from, Endpoint endpoint) {
    if (reported.equals(endpoint.address())) {
      return true;
    }
    String[] labels = reported.host().split("\\.", -1);
    String namespace = labels.length > 2 ? labels[2] : from;
    return reported.port() == endpoint.address().port()
        && !endpoint.pod().isEmpty()
        && labels[0].equals(endpoint.pod())
        && namespace.equals(endpoint.id().namespace());
  }
}
