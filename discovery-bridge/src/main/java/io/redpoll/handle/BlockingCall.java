package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.DedicatedConnection;
import io.redpoll.resp.Requests;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;

/** A command that blocks on purpose: it takes a connection of its own and gives it back behind itself. */
final class BlockingCall extends DedicatedCall<Response> {

  private final Request request;

  /** A blocking command; {@code timeout} is to get a connection, and the margin of the command's own time. */
  BlockingCall(
      Dispatcher dispatcher,
      ContextInternal context,
      Request request,
      CommandInfo command,
      Duration timeout) {
    super(dispatcher, context, command, timeout);
    this.request = request;
  }

  @Override
  Route route(Router router) {
    return router.route(command, Requests.arguments(request), this, dispatcher.random());
  }

  @Override
  void connected(Node node, DedicatedConnection connection) {
    if (way() == Way.ASKING) {
      connection.send(CommandCall.ASKING);
    }
    connection.send(request).onComplete((reply, failure) -> {
      connection.close();
      if (failure == null) {
        done(reply);
      } else {
        failed(failure);
      }
    });
  }
}
