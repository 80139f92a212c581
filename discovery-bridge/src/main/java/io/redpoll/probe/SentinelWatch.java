package io.redpoll.probe;

import io.redpoll.resp.CommandTable;
import io.redpoll.resp.DedicatedConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Hears what a Sentinel announces, over a connection of its own, so that a failover is known when it is decided and not at
 * the next tick. Its prober's context.
 *
 * <p>A message is a reason to ask, never the fact: what the Sentinel believes is read by the check that follows. So nothing
 * is lost by a message that is, and nothing is believed of one that is forged. A connection that ends is made anew by the
 * next check.
 */
final class SentinelWatch {

  private static final Logger LOG = System.getLogger(SentinelWatch.class.getName());

  /** What changes the view of a primary, or announces that it will. */
  private static final List<String> CHANNELS = List.of(
      "+switch-master",
      "+config-update-from",
      "+promoted-slave",
      "+failover-detected",
      "+failover-end",
      "+failover-end-for-timeout",
      "-failover-abort-not-elected",
      "-failover-abort-no-good-slave",
      "-failover-abort-slave-timeout",
      "+sdown",
      "-sdown",
      "+odown",
      "-odown",
      "+reboot",
      "+monitor",
      "-monitor",
      "+reset-master",
      "+set",
      "+slave",
      "-tilt");

  private static final CommandTable COMMANDS = CommandTable.load();

  private final ContextInternal context;
  private final Connector connector;
  private final Runnable news;
  private DedicatedConnection connection;
  private boolean connecting;

  /** Grows when the watch ends, so that a connection that comes later is told from those that are wanted. */
  private int generation;

  /** Tells {@code news} that there is something to ask. */
  SentinelWatch(ContextInternal context, Connector connector, Runnable news) {
    this.context = context;
    this.connector = connector;
    this.news = news;
  }

  /** Subscribes if that has not been done. */
  void follow(ProbeTarget target, Duration timeout) {
    if (connection != null || connecting) {
      return;
    }
    connecting = true;
    int mine = generation;
    connector
        .connect(target, timeout)
        .onSuccess(redis -> context.emit(redis, opened -> {
          if (mine == generation) {
            connecting = false;
            subscribe(new DedicatedConnection(opened, COMMANDS, timeout));
          } else {
            opened.close();
          }
        }))
        .onFailure(cause -> context.emit(cause, why -> failed(why, mine)));
  }

  private void failed(Throwable why, int attempt) {
    LOG.log(Level.DEBUG, "sentinel: not subscribed: {0}", why.getMessage());
    connecting = connecting && attempt != generation;
  }

  /** Ends. May follow again. */
  Future<Void> end() {
    generation++;
    connecting = false;
    DedicatedConnection old = connection;
    connection = null;
    return old == null ? context.succeededFuture() : old.close();
  }

  private void subscribe(DedicatedConnection opened) {
    connection = opened;
    opened
        .handler(message -> context.emit(v -> heard(opened)))
        .endHandler(end -> context.emit(v -> lost(opened)));
    Request subscribe = Request.cmd(Command.SUBSCRIBE);
    CHANNELS.forEach(subscribe::arg);
    opened
        .send(subscribe)
        // What happened between the last check and now was not heard.
        .onSuccess(done -> context.emit(v -> heard(opened)))
        .onFailure(refused -> {
          LOG.log(Level.DEBUG, "sentinel: not subscribed: {0}", refused.getMessage());
          opened.close();
        });
  }

  private void heard(DedicatedConnection from) {
    if (from == connection) {
      news.run();
    }
  }

  private void lost(DedicatedConnection ended) {
    if (ended == connection) {
      connection = null;
    }
  }
}
