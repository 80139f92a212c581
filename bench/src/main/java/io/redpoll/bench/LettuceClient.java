package io.redpoll.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.redpoll.bench.Ask.Operation;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lettuce's shared connection with its options as they come, on bytes, so that it need not decode.
 *
 * <p>By itself Lettuce has threads of its own, from which each reply has to come back to the application's event loop; it can
 * be given the event loop instead. Both are measured, since neither is always the better.
 */
final class LettuceClient {

  static final String OWN_THREAD = "Lettuce, own thread";
  static final String SAME_LOOP = "Lettuce, same event loop";

  private LettuceClient() {}

  static Subject ownThread(Rig rig) {
    return open(rig, OWN_THREAD, DefaultClientResources.create());
  }

  static Subject sameLoop(Rig rig) {
    SameLoop loop = new SameLoop(((VertxInternal) rig.vertx()).nettyEventLoopGroup());
    return open(
        rig,
        SAME_LOOP,
        DefaultClientResources.builder().eventLoopGroupProvider(loop).build());
  }

  private static Subject open(Rig rig, String name, ClientResources resources) {
    RedisClient client = RedisClient.create(
        resources, RedisURI.create(rig.server().host(), rig.server().port()));
    StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
    rig.atEnd(() -> {
      connection.close();
      client.shutdown();
      Future<Boolean> gone = resources.shutdown(0, 1, TimeUnit.SECONDS);
      gone.isDone();
    });
    RedisAsyncCommands<byte[], byte[]> commands = connection.async();
    return new Subject(name, (ask, done) -> send(commands, ask).whenComplete(done));
  }

  /** Sends it as Lettuce has it. */
  static CompletionStage<?> send(RedisAsyncCommands<byte[], byte[]> commands, Ask ask) {
    return ask.operation() == Operation.GET
        ? commands.get(ask.keyBytes())
        : commands.set(ask.keyBytes(), ask.value());
  }
}
