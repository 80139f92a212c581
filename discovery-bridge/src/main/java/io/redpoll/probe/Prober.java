package io.redpoll.probe;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.SweepStep;
import io.redpoll.resp.RespCredentials;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks endpoints again and again, and tells what it sees.
 *
 * <p>Its state belongs to the event-loop context on which it was made (or to a new one, off Vert.x), and so do its
 * observations. Its methods may be called on any thread; calls of one thread take effect in their order. A prober that was
 * itself held up for longer than a timeout says nothing of that round.
 */
public final class Prober {

  private final ContextInternal context;
  private final ProbeOptions options;
  private final Function<String, Optional<RespCredentials>> credentials;
  private final InstantSource clock;
  private final Consumer<Observation> observations;

  private final OneOff oneOff;
  private final Rounds rounds;

  /** Belongs to the context. */
  private final Map<EndpointId, EndpointProbe> probes = new HashMap<>();

  /** Written on any thread, once. */
  private volatile boolean stopped;

  /**
   * Makes a prober that has nothing to check yet.
   *
   * @param credentials finds an entry of the configuration by its name; asked at each connect, so that secrets may change
   * @param clock tells when a check ended
   * @param observations where to tell what was seen
   */
  public Prober(
      Vertx vertx,
      ProbeOptions options,
      Function<String, Optional<RespCredentials>> credentials,
      InstantSource clock,
      Consumer<Observation> observations) {
    this.context = ((VertxInternal) vertx).getOrCreateContext();
    if (!context.isEventLoopContext()) {
      throw new IllegalStateException(
          "a prober runs on an event loop (expected: no worker thread)");
    }
    this.options = requireNonNull(options, "options is null");
    this.credentials = requireNonNull(credentials, "credentials is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.observations = requireNonNull(observations, "observations is null");
    this.oneOff = new OneOff(context, options, credentials);
    this.rounds = new Rounds(context, options.timeout().toNanos());
  }

  /**
   * Checks these endpoints from now on, and no others. Checks of those that were there before go on undisturbed; one with
   * another address or login is connected anew.
   */
  public void update(Map<EndpointId, ProbeTarget> targets) {
    Map<EndpointId, ProbeTarget> copy = Map.copyOf(targets);
    context.emit(v -> apply(copy));
  }

  /**
   * The same as {@link #update} for those only that changed: what the others cost nobody pays for.
   *
   * @param changed the endpoints to check from now on, or in another way than before
   * @param gone the endpoints to check no more
   */
  public void change(Map<EndpointId, ProbeTarget> changed, Set<EndpointId> gone) {
    Map<EndpointId, ProbeTarget> targets = Map.copyOf(changed);
    Set<EndpointId> leaving = Set.copyOf(gone);
    context.emit(v -> {
      if (!stopped) {
        leaving.forEach(this::end);
        put(targets);
      }
    });
  }

  /**
   * Checks once, over a connection of its own, in place of a prober that does not answer.
   *
   * @return what was seen; failed if this agent was held up itself, or is ending
   */
  public Future<Observation> checkOnce(EndpointId id, ProbeTarget target) {
    return checkOnce(id, target, options.timeout());
  }

  /** The same as a witness, for an agent whose prober was met with silence, or refused from afar: in half the time. */
  public Future<Observation> witness(EndpointId id, ProbeTarget target) {
    return checkOnce(id, target, options.secondLook());
  }

  private Future<Observation> checkOnce(EndpointId id, ProbeTarget target, Duration timeout) {
    return onContext(oneOff.check(target, timeout))
        .compose(finding -> ending()
            ? Future.failedFuture("this agent is ending, and closes its own connections")
            : Future.succeededFuture(
                new Observation(id, options.observer(), clock.instant(), finding)));
  }

  /**
   * Empties the process {@code runId} at {@code target}, and no other (FLUSHALL ASYNC). Whoever asks for it answers for the
   * consequences.
   *
   * @return done when it was found empty; failed with the reason, in words, if it was not
   */
  public Future<Void> empty(ProbeTarget target, String runId) {
    return onContext(oneOff.empty(target, runId));
  }

  /**
   * Takes a step of a walk that deletes the keys of other shards from the process at {@code target}, if it is the one that is
   * meant (SCAN and UNLINK in each database; a step is some thousand keys, or a second). Whoever asks for it answers for the
   * consequences.
   *
   * @param shard its name in the ring of {@code step}
   * @return the cursor to go on from, {@link SweepStep#START} if the walk is over; failed with the reason, in words, if the step
   *     was not done
   */
  public Future<String> sweep(ProbeTarget target, String shard, SweepStep step) {
    return onContext(oneOff.sweep(target, shard, step));
  }

  private <T> Future<T> onContext(Future<T> action) {
    Promise<T> done = context.promise();
    action.onComplete(done);
    return done.future();
  }

  /** Checks an endpoint out of turn, because somebody has doubts. An endpoint that is not checked here is ignored. */
  public void checkNow(EndpointId id) {
    context.emit(v -> {
      EndpointProbe probe = probes.get(id);
      if (probe != null) {
        probe.checkSoon();
      }
    });
  }

  /** Ends all checks. When the future is done nothing is told any more; stopping again does no harm. */
  public Future<Void> stop() {
    stopped = true;
    Promise<Void> done = context.promise();
    context.emit(v -> {
      List<Future<Void>> closing = new ArrayList<>();
      probes.values().forEach(probe -> closing.add(probe.stop()));
      probes.clear();
      Future.join(closing).<Void>mapEmpty().onComplete(done);
    });
    return done.future();
  }

  private void apply(Map<EndpointId, ProbeTarget> targets) {
    if (stopped) {
      return;
    }
    Set<EndpointId> gone = new HashSet<>(probes.keySet());
    gone.removeAll(targets.keySet());
    gone.forEach(this::end);
    put(targets);
  }

  private void end(EndpointId id) {
    EndpointProbe probe = probes.remove(id);
    if (probe != null) {
      probe.stop();
    }
  }

  private void put(Map<EndpointId, ProbeTarget> targets) {
    int newcomers =
        (int) targets.keySet().stream().filter(id -> !probes.containsKey(id)).count();
    targets.forEach((id, target) -> {
      EndpointProbe known = probes.get(id);
      if (known == null) {
        probes.put(id, start(id, target, newcomers));
      } else {
        known.retarget(target);
      }
    });
  }

  private EndpointProbe start(EndpointId id, ProbeTarget target, int newcomers) {
    EndpointProbe probe = new EndpointProbe(
        context,
        options,
        credentials,
        rounds,
        Phase.of(id, options.interval().toNanos()),
        target,
        finding -> tell(id, finding));
    probe.start(newcomers);
    return probe;
  }

  /** Whether what breaks may be our own doing. */
  private boolean ending() {
    return stopped || context.closeFuture().isClosed();
  }

  private void tell(EndpointId id, Finding finding) {
    if (!ending()) {
      observations.accept(new Observation(id, options.observer(), clock.instant(), finding));
    }
  }
}
