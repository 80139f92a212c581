package io.redpoll.agent.metrics;

import io.redpoll.BridgeMetrics;
import io.redpoll.endpoint.Snapshot;
import java.util.List;
import java.util.Optional;

/** What the meters read at each scrape. All methods answer at once, on any thread. */
public interface AgentFacts {

  /** Whether the agent is ready. */
  boolean ready();

  /** What the library counted; empty until it runs. */
  Optional<BridgeMetrics> bridge();

  /** The Services that this agent curates. */
  List<Snapshot> snapshots();

  /** How the cluster of agents is, as this one sees it. */
  ClusterFacts cluster();
}
