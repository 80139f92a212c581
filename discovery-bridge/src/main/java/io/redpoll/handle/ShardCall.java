package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import java.time.Duration;

/** An ordinary command for the shard of one name, whatever its keys are. */
final class ShardCall extends CommandCall {

  private final String shard;

  ShardCall(
      Dispatcher dispatcher,
      ContextInternal context,
      Request request,
      CommandInfo command,
      Duration timeout,
      String shard) {
    super(dispatcher, context, request, command, timeout);
    this.shard = shard;
  }

  @Override
  Route route(Router router) {
    return router.toShard(shard, command, this, dispatcher.random());
  }
}
