package io.redpoll.agent.dev;

import io.redpoll.endpoint.ServiceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.LongFunction;

/** One use of Redis, round after round: the next begins a little after the one before has ended, well or badly. */
final class Work {

  private static final long PAUSE_MILLIS = 5;

  private final Vertx vertx;
  private final String name;
  private final ServiceId service;
  private final LongFunction<Future<?>> round;
  private long rounds;
  private long goodInARow;
  private boolean stopped;

  /**
   * A use that has not begun.
   *
   * @param round does one round, given its number
   */
  Work(Vertx vertx, String name, ServiceId service, LongFunction<Future<?>> round) {
    this.vertx = vertx;
    this.name = name;
    this.service = service;
    this.round = round;
  }

  String name() {
    return name;
  }

  ServiceId service() {
    return service;
  }

  /** How many rounds have gone well since the last that did not. */
  long goodInARow() {
    return goodInARow;
  }

  /** Counts the good rounds from here. */
  void countAnew() {
    goodInARow = 0;
  }

  void start() {
    if (!stopped) {
      round.apply(rounds++).onComplete(ended -> {
        goodInARow = ended.succeeded() ? goodInARow + 1 : 0;
        vertx.setTimer(PAUSE_MILLIS, pause -> start());
      });
    }
  }

  void stop() {
    stopped = true;
  }
}
