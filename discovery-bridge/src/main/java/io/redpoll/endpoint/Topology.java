package io.redpoll.endpoint;

import java.util.Locale;

/** How the endpoints of a Service hold its data. */
public enum Topology {
  /** Not concluded yet: a handle waits within its deadline. */
  UNKNOWN,
  /** One endpoint holds everything. */
  STANDALONE,
  /** A primary takes the writes, replicas follow it. */
  REPLICATED,
  /** Independent primaries, keys spread over them by hash. */
  SHARDED,
  /** Redis Cluster: keys spread over 16384 slots by the servers themselves. */
  CLUSTER,
  /** Each endpoint is a proxy that leads to the same data. */
  PROXIED;

  /** The value of the label {@code redpoll.io/topology}, and the word used in records and events. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
