package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.RespCredentials;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The checks of one endpoint: what is asked, and what is told of the answers. Its prober's context.
 *
 * <p>A connection that breaks is checked anew at once, over a new one, and only what that finds is told: a server that
 * merely closed an idle connection is healthy, a dead one refuses. If the new connection stays without an answer, the
 * break is told, since it proves more than the silence. At most one such check comes out of turn between two regular
 * ones, so a port that accepts and closes is not hammered.
 */
final class EndpointProbe implements CheckSchedule.Checks {

  private final ContextInternal context;
  private final long timeoutNanos;
  private final long secondLookNanos;
  private final CheckSchedule schedule;
  private final ProbeLink link;
  private final SentinelWatch watch;
  private final TlsMismatch mismatch;
  private final Consumer<Finding> findings;

  private ProbeTarget target;
  private boolean running;
  private boolean stopped;
  private boolean proxy;
  private int timeouts;

  /** The break that the running check looks into, null if none. */
  private Unreached breakage;

  /** Whether a check came out of turn because of a break, since the last regular one. */
  private boolean lookedInto;

  /** Whether a keyed read comes next because ROLE ended the connection twice in a row. */
  private boolean suspectedProxy;

  /** Grows when the target changes, so that a check of the old one is told from those of the new one. */
  private int generation;

  EndpointProbe(
      ContextInternal context,
      ProbeOptions options,
      Function<String, Optional<RespCredentials>> credentials,
      Rounds rounds,
      Phase phase,
      ProbeTarget target,
      Consumer<Finding> findings) {
    Connector connector = new Connector(context, options, credentials);
    this.context = context;
    this.timeoutNanos = options.timeout().toNanos();
    this.secondLookNanos = options.secondLook().toNanos();
    this.schedule = new CheckSchedule(context, rounds, phase, this);
    this.link = new ProbeLink(context, connector, this::broke);
    this.watch = new SentinelWatch(context, connector, schedule::ask);
    this.mismatch = new TlsMismatch(context);
    this.target = target;
    this.findings = findings;
  }

  void start(int newcomers) {
    schedule.start(newcomers);
  }

  /** Ends; nothing is told any more. */
  Future<Void> stop() {
    stopped = true;
    schedule.stop();
    return disconnect();
  }

  void retarget(ProbeTarget newTarget) {
    if (target.equals(newTarget)) {
      return;
    }
    target = newTarget;
    generation++;
    proxy = false;
    suspectedProxy = false;
    running = false;
    breakage = null;
    mismatch.reset();
    disconnect();
    check();
  }

  void checkSoon() {
    schedule.ask();
  }

  @Override
  public void regular() {
    lookedInto = false;
    check();
  }

  @Override
  public void extra() {
    check();
  }

  private void check() {
    if (running || stopped) {
      return;
    }
    running = true;
    schedule.began();
    int mine = generation;
    boolean secondLook = timeouts == 1;
    Check check = new Check(System.nanoTime(), secondLook ? secondLookNanos : timeoutNanos);
    // Composed from the start, so that whatever throws becomes a finding.
    context
        .succeededFuture()
        .compose(v -> secondLook ? link.renewed(target, check) : link.connected(target, check))
        .compose(redis -> proxy || suspectedProxy ? check.askProxy(redis) : check.ask(redis))
        .otherwise(NoReply::of)
        .compose(finding -> mismatch.lookInto(finding, target, check))
        .onSuccess(finding -> context.emit(finding, done -> {
          if (mine == generation && !stopped) {
            finished(done, check);
          }
        }));
  }

  private void broke(Unreached how) {
    if (!running && !lookedInto) {
      lookInto(how);
    }
  }

  private void lookInto(Unreached broken) {
    lookedInto = true;
    breakage = broken;
    check();
  }

  private void finished(Finding finding, Check check) {
    running = false;
    if (is(finding, Failure.CLOSED) && !lookedInto) {
      lookInto((Unreached) finding);
      return;
    }
    if (finding.equals(ReplyClassifier.HUNG_UP_ON_ROLE) && !suspectedProxy) {
      // A server that died would refuse by now.
      suspectedProxy = true;
      check();
      return;
    }
    suspectedProxy = false;
    learn(finding);
    Finding told = breakage != null ? withBreakage(breakage, finding) : finding;
    breakage = null;
    boolean heldUp = is(finding, Failure.TIMEOUT) && check.isLate();
    if (!heldUp) {
      findings.accept(told);
    }
    schedule.ended();
    if (timeouts == 1) {
      // Waiting for the next tick would make a silence last as long again before it counts.
      check();
    }
  }

  /** What the next check has to know. */
  private void learn(Finding finding) {
    timeouts = is(finding, Failure.TIMEOUT) ? timeouts + 1 : 0;
    proxy = finding instanceof Impaired impaired
        ? proxy || impaired.kind() == Impairment.PROXY
        : proxy && !(finding instanceof Unreached);
    boolean wantsOtherLogin = finding instanceof Impaired impaired
        && (impaired.kind() == Impairment.NOAUTH || impaired.kind() == Impairment.WRONGPASS);
    // After one timeout the connection stays, to tell at once if the server dies; after two it may
    // be a dead path.
    if (wantsOtherLogin || timeouts > 1) {
      disconnect();
    }
    if (finding instanceof Healthy healthy) {
      listen(healthy);
    }
  }

  /** A Sentinel is listened to as long as it is one. */
  private void listen(Healthy healthy) {
    if (healthy.facts().role() == Role.SENTINEL) {
      watch.follow(target, Duration.ofNanos(timeoutNanos));
    } else {
      watch.end();
    }
  }

  /** A break followed by silence is a break; anything else speaks for itself. */
  private static Finding withBreakage(Unreached broken, Finding finding) {
    boolean silent = is(finding, Failure.TIMEOUT) || is(finding, Failure.NO_PATH);
    return silent
        ? new Unreached(
            broken.failure(), broken.message() + "; then " + ((Unreached) finding).message())
        : finding;
  }

  private Future<Void> disconnect() {
    return Future.join(link.cut(), watch.end()).mapEmpty();
  }

  private static boolean is(Finding finding, Failure failure) {
    return finding instanceof Unreached unreached && unreached.failure() == failure;
  }
}
