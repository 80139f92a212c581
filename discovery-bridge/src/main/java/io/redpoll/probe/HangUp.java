package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Unreached;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Looks into who accepts a connection and closes it without a word: a port that speaks TLS says so when it is asked, all
 * others stay what they are. What was found once stands for some checks, so that a port in such a state is not asked three
 * times as often as one in order. Its prober's context.
 */
final class HangUp {

  static final Unreached SPEAKS_TLS = new Unreached(
      Failure.PROTOCOL,
      "it speaks TLS, and is asked without (expected: the label redpoll.io/tls=true on its Service)");

  /** For how many checks an explanation stands. */
  private static final int STANDS = 10;

  private final Vertx vertx;
  private Finding explanation = NoReply.HUNG_UP;
  private int age;

  HangUp(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The finding, or what explains it. */
  Future<Finding> lookInto(Finding finding, ProbeTarget target, Check check) {
    if (!finding.equals(NoReply.HUNG_UP) || target.tls()) {
      age = 0;
      return Future.succeededFuture(finding);
    }
    if (age++ % STANDS != 0) {
      return Future.succeededFuture(explanation);
    }
    return TlsQuestion.ask(vertx, target.address(), check.remaining()).map(tls -> {
      explanation = tls ? SPEAKS_TLS : finding;
      return explanation;
    });
  }
}
