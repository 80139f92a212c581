package io.redpoll.kubernetes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Asks the other end of an HTTP/2 connection every 30 s whether it is still there, and closes the connection when it does
 * not say so within 15 s: a peer that vanished without a word would else be waited for for minutes. It belongs to the
 * context of its source.
 */
final class Ping implements Runnable {

  private static final Logger LOG = System.getLogger(Ping.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final HttpConnection connection;
  private final Timing.Scheduler scheduler;
  private Runnable cancel = () -> {};
  private boolean waiting;
  private boolean stopped;

  Ping(HttpConnection connection, Timing.Scheduler scheduler) {
    this.connection = connection;
    this.scheduler = scheduler;
  }

  void start() {
    cancel = scheduler.after(INTERVAL, this);
  }

  void stop() {
    stopped = true;
    cancel.run();
  }

  @Override
  public void run() {
    if (stopped) {
      return;
    }
    if (waiting) {
      LOG.log(Level.DEBUG, "no answer to a ping within " + PATIENCE.toSeconds() + " s");
      connection.close().onComplete(closed -> {});
      return;
    }
    try {
      waiting = true;
      connection.ping(Buffer.buffer(new byte[8])).onSuccess(pong -> answered());
      cancel = scheduler.after(PATIENCE, this);
    } catch (UnsupportedOperationException http1) {
      // It has no pings. The silence of its answers is bounded instead.
      stop();
    }
  }

  private void answered() {
    waiting = false;
    cancel.run();
    if (!stopped) {
      start();
    }
  }
}
