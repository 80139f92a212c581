package io.redpoll.handle;

import io.netty.util.concurrent.ScheduledFuture;
import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.DedicatedConnection;
import io.redpoll.resp.Merge;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A call that needs a connection of its own; its deadline is for getting one. */
abstract class DedicatedCall<T> extends Call<T> {

  private final Duration commandTimeout;

  /** A call that gives {@code timeout} to whatever is sent on the connection, too. */
  DedicatedCall(
      Dispatcher dispatcher, ContextInternal context, CommandInfo command, Duration timeout) {
    super(dispatcher, context, command, timeout);
    this.commandTimeout = timeout;
  }

  /** Uses the connection to {@code node}, and owns it from here on. */
  abstract void connected(Node node, DedicatedConnection connection);

  @Override
  final void attempt(Node node) {
    loop().runOnContext(v -> {
      Future<DedicatedConnection> connection =
          lane(node).dedicated().take(dispatcher.commands(), commandTimeout);
      ScheduledFuture<?> timer =
          loop().nettyEventLoop().schedule(this::expire, left(), TimeUnit.NANOSECONDS);
      connection.onComplete(got -> {
        timer.cancel(false);
        if (ended()) {
          got.map(DedicatedConnection::close);
        } else if (got.succeeded() && outdated()) {
          // The endpoint may have been fenced or demoted meanwhile; if not, the pool gives the same
          // connection again.
          got.result().close();
          go();
        } else if (got.succeeded()) {
          dispatcher.pins().add(got.result());
          connected(node, got.result());
        } else {
          unreachable(got.cause());
        }
      });
    });
  }

  @Override
  public final void split(List<Route.Part> parts, Merge merge) {
    throw new IllegalStateException(command.name() + " was split but needs one connection");
  }

  @Override
  public final void each(List<Route.ForShard> parts, Gather gather) {
    throw new IllegalStateException(
        command.name() + " was sent to each shard but needs one connection");
  }
}
