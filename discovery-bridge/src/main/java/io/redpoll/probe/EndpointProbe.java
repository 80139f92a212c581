package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.resp.Fault;
import io.redpoll.resp.RespConnection;
import io.redpoll.resp.RespCredentials;
import io.redpoll.resp.RespException;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The checks of one endpoint: when, over which connection, and what is told of them. Its prober's context.
 *
 * <p>A connection that breaks is checked anew at once, over a new one, and only what that finds is told: a server that
 * merely closed an idle connection is healthy, a dead one refuses. If the new connection stays without an answer, the
 * break is told, since it proves more than the silence. At most one such check comes out of turn between two regular
 * ones, so a port that accepts and closes is not hammered.
 */
final class EndpointProbe {

  /** The least time between two checks that somebody asked for. */
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ContextInternal context;
  private final long timeoutNanos;
  private final Phase phase;
  private final Connector connector;
  private final Consumer<Finding> findings;

  private ProbeTarget target;
  private RespConnection connection;
  private boolean proxy;
  private boolean running;
  private boolean askedMeanwhile;
  private boolean stopped;
  private int timeouts;
  private long lastEnd = System.nanoTime() - GAP_NANOS;
  private long timer = -1;

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
      Phase phase,
      ProbeTarget target,
      Consumer<Finding> findings) {
    this.context = context;
    this.timeoutNanos = options.timeout().toNanos();
    this.phase = phase;
    this.connector = new Connector(context.owner(), options, credentials);
    this.target = target;
    this.findings = findings;
  }

  void start(int newcomers) {
    schedule(phase.untilFirst(newcomers));
  }

  /** Ends; nothing is told any more. */
  Future<Void> stop() {
    stopped = true;
    context.owner().cancelTimer(timer);
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
    disconnect();
    check();
  }

  /** Checks out of turn, but not more often than a network can change. */
  void checkSoon() {
    if (running) {
      askedMeanwhile = true;
      return;
    }
    long wait = lastEnd + GAP_NANOS - System.nanoTime();
    if (wait <= 0) {
      check();
    } else if (!askedMeanwhile) {
      askedMeanwhile = true;
      context.setTimer(millis(wait), id -> answerThoseWhoAsked());
    }
  }

  private void answerThoseWhoAsked() {
    if (askedMeanwhile && !running && !stopped) {
      askedMeanwhile = false;
      check();
    }
  }

  private void schedule(long delay) {
    long due = System.nanoTime() + delay;
    timer = context.setTimer(millis(delay), id -> tick(due));
  }

  private void tick(long due) {
    long now = System.nanoTime();
    schedule(phase.untilNext(now));
    lookedInto = false;
    // Held up ourselves, by a pause of the JVM or a busy event loop: what we would see now says
    // more of us than of it.
    boolean late = now - due > timeoutNanos;
    if (!running && !late) {
      check();
    }
  }

  private void check() {
    if (running || stopped) {
      return;
    }
    running = true;
    int mine = generation;
    Check check = new Check(System.nanoTime(), timeoutNanos);
    // Composed from the start, so that whatever throws becomes a finding.
    context
        .succeededFuture()
        .compose(v -> connected(check))
        .compose(redis -> proxy || suspectedProxy ? check.askProxy(redis) : check.ask(redis))
        .otherwise(ReplyClassifier::failure)
        .onSuccess(finding -> context.emit(finding, done -> {
          if (mine == generation && !stopped) {
            finished(done, check);
          }
        }));
  }

  private Future<RespConnection> connected(Check check) {
    if (connection != null && connection.isOpen()) {
      return Future.succeededFuture(connection);
    }
    int mine = generation;
    return connector.connect(target, check.remaining()).map(redis -> {
      if (mine != generation || stopped) {
        redis.close();
      } else {
        connection = redis;
        redis.closeHandler(cause -> context.emit(cause, why -> lost(redis, why)));
      }
      return redis;
    });
  }

  private void lost(RespConnection redis, Throwable cause) {
    if (redis != connection) {
      return;
    }
    connection = null;
    boolean byOther = cause instanceof RespException why && why.fault() != Fault.ENDED;
    if (byOther
        && !running
        && !lookedInto
        && ReplyClassifier.failure(cause) instanceof Unreached broken) {
      lookInto(broken);
    }
  }

  private void lookInto(Unreached broken) {
    lookedInto = true;
    breakage = broken;
    check();
  }

  private void finished(Finding finding, Check check) {
    running = false;
    lastEnd = System.nanoTime();
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
    if (askedMeanwhile) {
      askedMeanwhile = false;
      checkSoon();
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
    RespConnection old = connection;
    connection = null;
    return old == null ? context.succeededFuture() : old.close();
  }

  private static boolean is(Finding finding, Failure failure) {
    return finding instanceof Unreached unreached && unreached.failure() == failure;
  }

  private static long millis(long nanos) {
    return Math.max(1, Duration.ofNanos(nanos).toMillis());
  }
}
