package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Status;
import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.DedicatedConnection;
import io.redpoll.resp.Requests;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * A command that blocks on purpose: it takes a connection of its own and gives it back behind itself.
 *
 * <p>While it blocks, its endpoint may have to be left: it drains, or another one takes the writes now. Then the server is asked to
 * unblock it, by CLIENT UNBLOCK, which tells for certain that it did not run; so it blocks again where it belongs, with the
 * whole of its time. An endpoint that is agreed to be down is not waited for.
 */
final class BlockingCall extends DedicatedCall<Response> {

  private final Request request;
  private final Duration timeout;

  /** Where it blocks; null while it does not. */
  private Node blockedAt;

  private DedicatedConnection connection;

  /** By what name the server can be asked to unblock it; empty if it did not tell. */
  private Optional<String> clientId = Optional.empty();

  private boolean unblocking;

  /** A blocking command; {@code timeout} is to get a connection, and the margin of the command's own time. */
  BlockingCall(
      Dispatcher dispatcher,
      ContextInternal context,
      Request request,
      CommandInfo command,
      Duration timeout) {
    super(dispatcher, context, command, timeout);
    this.request = request;
    this.timeout = timeout;
  }

  @Override
  Route route(Router router) {
    return router.route(command, Requests.arguments(request), this, dispatcher.random());
  }

  @Override
  void connected(Node node, DedicatedConnection own) {
    blockedAt = node;
    connection = own;
    dispatcher.blocked().add(this);
    if (!dispatcher.proxied()) {
      own.send(client("ID")).onSuccess(id -> clientId = Optional.of(id.toString()));
    }
    if (way() == Way.ASKING) {
      own.send(CommandCall.ASKING);
    }
    own.send(request).onComplete(this::answered);
  }

  private void answered(Response reply, Throwable failure) {
    dispatcher.blocked().remove(this);
    blockedAt = null;
    unblocking = false;
    clientId = Optional.empty();
    connection.close();
    if (failure == null) {
      done(reply);
    } else {
      if (Retry.word(failure).equals("UNBLOCKED")) {
        beginAnew();
      }
      failed(failure);
    }
  }

  /** Something changed: it may block at the wrong place. Any thread. */
  void changed() {
    loop().runOnContext(v -> lookAround());
  }

  private void lookAround() {
    if (blockedAt == null) {
      return;
    }
    View now = dispatcher.shared().view();
    Optional<EndpointState> here =
        now.sight().snapshot().flatMap(snapshot -> snapshot.endpoint(blockedAt.id()));
    if (here.filter(state -> state.status() == Status.DOWN).isPresent()) {
      connection.close();
    } else if (!unblocking && (blockedAt.draining() || belongsElsewhere(now, here))) {
      clientId.ifPresent(this::unblock);
    }
  }

  /** What reads may stay where it is as long as that can be used. */
  private boolean belongsElsewhere(View now, Optional<EndpointState> here) {
    if (command.readOnly()) {
      return here.filter(EndpointState::usable).isEmpty();
    }
    EndpointId id = blockedAt.id();
    Route route = dispatcher
        .router(now)
        .route(command, Requests.arguments(request), Pin.AS_AGREED, dispatcher.random());
    return route instanceof Route.To to && !to.endpoint().equals(id);
  }

  /** Over a connection besides, since its own is blocked. What comes of that is seen there. */
  private void unblock(String id) {
    unblocking = true;
    lane(blockedAt)
        .dedicated()
        .take(dispatcher.commands(), timeout)
        .onSuccess(other ->
            other.send(client("UNBLOCK").arg(id).arg("ERROR")).onComplete(done -> other.close()));
  }

  private static Request client(String what) {
    return Request.cmd(Command.CLIENT).arg(what);
  }
}
