package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.DedicatedConnection;
import io.redpoll.resp.Requests;
import io.redpoll.resp.RespConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;

/** A command that blocks on purpose: it takes a connection of its own and closes it behind itself. */
final class BlockingCall extends DedicatedCall<Response> {

  private final Request request;
  private final Duration margin;

  /** A blocking command; {@code timeout} is to get a connection, and the margin of the command's own time. */
  BlockingCall(
      Dispatcher dispatcher,
      ContextInternal context,
      Request request,
      CommandInfo command,
      Duration timeout) {
    super(dispatcher, context, command, timeout);
    this.request = request;
    this.margin = timeout;
  }

  @Override
  Route route(Router router) {
    return router.route(command, Requests.arguments(request), this, dispatcher.random());
  }

  @Override
  void connected(Node node, RespConnection connection) {
    dispatcher.pins().add(connection);
    DedicatedConnection own = new DedicatedConnection(connection, dispatcher.commands(), margin);
    own.send(request).onComplete((reply, failure) -> {
      own.close();
      if (failure == null) {
        done(reply);
      } else {
        failed(failure);
      }
    });
  }
}
