package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

/**
 * What the labels of a Service say about it.
 *
 * @param topology the topology that its owner stated; {@link Topology#UNKNOWN} to let the facts decide
 * @param mode what a sharded Service is for
 * @param tls whether its ports speak TLS
 * @param credentials the name of an entry in the agent's or the handle's configuration, empty for none; never a secret
 */
public record ServiceSettings(Topology topology, Mode mode, boolean tls, String credentials) {

  /** A Service without labels. */
  public static final ServiceSettings DEFAULT =
      new ServiceSettings(Topology.UNKNOWN, Mode.STORE, false, "");

  public ServiceSettings {
    requireNonNull(topology, "topology is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(credentials, "credentials is null");
  }
}
