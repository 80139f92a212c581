package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Unreached;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;

/**
 * Finds out whether TLS is spoken on one side only: a TLS port hangs up on plain commands, as a mesh does that forbids them,
 * and a Redis that hears TLS on a plain port waits for the end of the line, as a frozen one does. What was found once stands
 * for some checks, so that such a port is not asked twice as often as one in order. Its prober's context.
 */
final class TlsMismatch {

  static final Unreached SPEAKS_TLS = new Unreached(
      Failure.PROTOCOL,
      "it speaks TLS, and is asked without (expected: the label redpoll.io/tls=true on its Service)");

  static final Unreached SPEAKS_PLAIN = new Unreached(
      Failure.PROTOCOL,
      "it speaks no TLS, and is asked with it (expected: the label redpoll.io/tls=false on its Service)");

  /** For how many checks an explanation stands. */
  private static final int STANDS = 10;

  private final ContextInternal context;
  private Finding explanation = SPEAKS_TLS;
  private int age;

  /** Whether it ever answered as it was asked: then its silence is no question of the protocol. */
  private boolean understood;

  TlsMismatch(ContextInternal context) {
    this.context = context;
  }

  /** Another port. */
  void reset() {
    age = 0;
    understood = false;
  }

  /** The finding, or what explains it. */
  Future<Finding> lookInto(Finding finding, ProbeTarget target, Check check) {
    if (!target.tls() && finding.equals(NoReply.HUNG_UP)) {
      return explain(finding, target, PortQuestion.TLS, SPEAKS_TLS, check.remaining());
    }
    boolean silent =
        finding instanceof Unreached unreached && unreached.failure() == Failure.TIMEOUT;
    if (target.tls() && silent && !understood) {
      return explain(finding, target, PortQuestion.RESP, SPEAKS_PLAIN, check.wholeTime());
    }
    age = 0;
    understood |= !(finding instanceof Unreached);
    return Future.succeededFuture(finding);
  }

  private Future<Finding> explain(
      Finding finding, ProbeTarget target, PortQuestion question, Finding spoken, Duration time) {
    if (age++ % STANDS != 0) {
      return Future.succeededFuture(explanation);
    }
    return question.ask(context, target.address(), time).map(yes -> {
      explanation = yes ? spoken : finding;
      return explanation;
    });
  }
}
