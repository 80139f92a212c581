package io.redpoll.bench;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** A Service with its clients, and what can happen to it. */
interface FaultStage extends AutoCloseable {

  /** What the Service is. */
  String service();

  /** Those who use it. */
  List<Subject> subjects();

  /** What happens to it, one after the other. */
  List<Fault> faults(Scale scale);

  /** Where the loads run. */
  Vertx vertx();

  /** Returns when all is as before the fault. Blocks. */
  void heal() throws Exception;

  @Override
  void close();

  /**
   * Something that happens.
   *
   * @param name its name in the report
   * @param action makes it happen; returns when it has. Blocks
   * @param watched how long the load goes on after that
   */
  record Fault(String name, Action action, Duration watched) {}

  /** Does something that may block and fail. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }
}
