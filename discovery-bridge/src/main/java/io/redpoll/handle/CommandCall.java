package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.Merge;
import io.redpoll.resp.Requests;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An ordinary command, which shares a connection with others. */
class CommandCall extends Call<Response> implements Completable<Response> {

  static final Request ASKING = Request.cmd(Command.ASKING);

  private Request request;
  private Lane lane;
  private RespConnection connection;
  private long sentAt;

  CommandCall(
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
  void attempt(Node node) {
    lane = lane(node);
    Optional<RespConnection> open = lane.connection();
    if (open.isEmpty()) {
      lane.connect();
      holdFor(node);
      return;
    }
    if (first()) {
      dispatcher.shared().budget().deposit();
      dispatcher.scripts().note(command, request);
    }
    connection = open.get();
    sentAt = fresh() ? startedAt() : dispatcher.now();
    if (way() == Way.ASKING) {
      connection.sendBehind(ASKING, request, sentAt, left(), this);
    } else {
      connection.send(request, sentAt, left(), this);
    }
  }

  /** The connection's answer. It comes on the lane's event loop, which is the caller's, or at once. */
  @Override
  public final void complete(Response reply, Throwable failure) {
    if (failure == null) {
      lane.answered(sentAt, connection.readAt());
      done(reply);
    } else {
      failedOrForgotten(failure);
    }
  }

  /** A server that does not have the script, as after a failover, gets the whole of it. */
  private void failedOrForgotten(Throwable failure) {
    Optional<Request> whole = dispatcher.scripts().whole(request, failure);
    if (whole.isPresent()) {
      request = whole.get();
      go();
    } else {
      failed(failure);
    }
  }

  @Override
  public final void split(List<Route.Part> parts, Merge merge) {
    List<Future<Response>> replies = parts.stream()
        .map(part -> part(Requests.of(request.command(), part.arguments())).start())
        .toList();
    Future.join(replies).onComplete(all -> {
      if (all.succeeded()) {
        done(PartMerge.merge(merge, parts, all.result().list()));
      } else {
        partsFailed(replies);
      }
    });
  }

  @Override
  public final void each(List<Route.ForShard> parts, Gather gather) {
    List<Future<Response>> replies = parts.stream()
        .map(part -> shardPart(Requests.of(request.command(), part.arguments()), part.shard())
            .start())
        .toList();
    Future.join(replies).onComplete(all -> {
      if (all.succeeded()) {
        done(gather.gather(all.result().list()));
      } else {
        partsFailed(replies);
      }
    });
  }

  /** A write of which a part was done is neither done nor not done. */
  private void partsFailed(List<Future<Response>> replies) {
    List<Throwable> failures =
        replies.stream().filter(Future::failed).map(Future::cause).toList();
    boolean someDone = failures.size() < replies.size();
    if (command.write() && someDone) {
      partlyDone(replies.size() - failures.size(), replies.size(), failures.get(0));
    } else {
      end(failures.stream()
          .filter(failure -> failure instanceof OutcomeUnknownException)
          .findFirst()
          .orElse(failures.get(0)));
    }
  }
}
