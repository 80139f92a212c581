package io.redpoll.agent;

import io.redpoll.BridgeMetrics;
import io.redpoll.agent.http.AgentView;
import io.redpoll.agent.metrics.AgentFacts;
import io.redpoll.agent.metrics.ClusterFacts;
import io.redpoll.agent.metrics.ClusterFacts.State;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the admin port tells of the agent: facts that others wrote down, so that a probe never waits for anybody.
 *
 * <p>Each field is written by the event loop of the agent, or by the launcher before that turns, and read by any.
 */
final class AgentState implements AgentView, AgentFacts {

  /** How long an event loop may take for one turn and still count as live. */
  static final Duration STALL = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private volatile Phase phase = Phase.STARTING;
  private volatile boolean synced;
  private volatile Supplier<List<Snapshot>> snapshots = List::of;
  private volatile Optional<Work> work = Optional.empty();
  private final Promise<Vertx> bus = Promise.promise();
  private volatile Optional<Long> lastTurn = Optional.empty();

  AgentState(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The agent at work.
   *
   * @param name its name
   * @param agents the names of all live agents
   * @param metrics what the library counted
   * @param cluster how the cluster is
   */
  record Work(
      String name,
      Supplier<List<String>> agents,
      Supplier<BridgeMetrics> metrics,
      Supplier<ClusterFacts> cluster) {}

  /** How far the agent is. */
  enum Phase {
    STARTING("it is starting"),
    JOINING("it waits to join its cluster"),
    RUNNING("Redis endpoints are not known yet"),
    STOPPING("it is stopping");

    private final String words;

    Phase(String words) {
      this.words = words;
    }
  }

  void joining() {
    phase = Phase.JOINING;
  }

  void running(Supplier<List<Snapshot>> newSnapshots) {
    snapshots = newSnapshots;
    phase = Phase.RUNNING;
  }

  /** The agent works, and others can be asked on the event bus of {@code vertx}. */
  void working(Vertx vertx, Work newWork) {
    work = Optional.of(newWork);
    bus.tryComplete(vertx);
  }

  /** The first list of all Services was read. */
  void synced() {
    synced = true;
  }

  void stopping() {
    phase = Phase.STOPPING;
    lastTurn = Optional.empty();
  }

  /** The event loop of the agent has turned. */
  void turned() {
    lastTurn = phase == Phase.STOPPING ? Optional.empty() : Optional.of(nanoTime.getAsLong());
  }

  @Override
  public String name() {
    return work.map(Work::name).orElse("");
  }

  @Override
  public List<String> agents() {
    return work.map(now -> now.agents().get()).orElse(List.of());
  }

  @Override
  public Future<Vertx> bus() {
    return bus.future();
  }

  @Override
  public boolean ready() {
    return notReady().isEmpty();
  }

  @Override
  public Optional<BridgeMetrics> bridge() {
    return work.map(now -> now.metrics().get());
  }

  @Override
  public ClusterFacts cluster() {
    State waiting = phase == Phase.JOINING ? State.JOINING : State.ALONE;
    return work.map(now -> now.cluster().get()).orElse(new ClusterFacts(waiting, 0, 0));
  }

  /** Why the agent is not live; empty if it is. Only its event loop counts (OP-10). */
  @Override
  public Optional<String> notLive() {
    return lastTurn
        .map(turn -> Duration.ofNanos(nanoTime.getAsLong() - turn))
        .filter(age -> age.compareTo(STALL) > 0)
        .map(age -> "its event loop last turned " + age.toSeconds() + " s ago (expected: at most "
            + STALL.toSeconds() + " s)");
  }

  /** Why the agent has not started; empty if it has, also when it stops. */
  @Override
  public Optional<String> notStarted() {
    return synced ? Optional.empty() : Optional.of(phase.words);
  }

  /** Why the agent is not ready; empty if it is. */
  @Override
  public Optional<String> notReady() {
    return synced && phase == Phase.RUNNING ? Optional.empty() : Optional.of(phase.words);
  }

  @Override
  public List<Snapshot> snapshots() {
    return snapshots.get();
  }
}
