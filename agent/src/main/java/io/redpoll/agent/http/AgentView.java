package io.redpoll.agent.http;

import io.redpoll.endpoint.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** The agent as the admin port sees it. All methods answer at once, on any thread. */
public interface AgentView {

  /** Its name; empty until it works. */
  String name();

  /** Why it is not live; empty if it is. */
  Optional<String> notLive();

  /** Why it has not started; empty if it has. */
  Optional<String> notStarted();

  /** Why it is not ready; empty if it is. */
  Optional<String> notReady();

  /** The Services that this agent curates. */
  List<Snapshot> snapshots();

  /** The names of all live agents, this one among them; none until it works. */
  List<String> agents();

  /** The Vert.x whose event bus all agents share, once this agent works. */
  Future<Vertx> bus();
}
