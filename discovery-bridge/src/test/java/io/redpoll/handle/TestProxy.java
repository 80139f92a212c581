package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What stands before a Redis, and hangs up on whoever says HELLO or CLIENT, as twemproxy does. */
final class TestProxy {

  private final NetServer server;
  private final NetClient client;
  private final RedisServer redis;
  private final AtomicLong passed = new AtomicLong();
  private final Set<NetSocket> callers = ConcurrentHashMap.newKeySet();

  private TestProxy(Vertx vertx, RedisServer redis) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.redis = redis;
  }

  /** One that listens; it ends with {@code vertx}, or before. */
  static TestProxy start(Vertx vertx, RedisServer redis) {
    TestProxy proxy = new TestProxy(vertx, redis);
    TestRegistry.await(proxy.server.connectHandler(proxy::accept).listen(0, "127.0.0.1"));
    return proxy;
  }

  HostAndPort address() {
    return new HostAndPort("127.0.0.1", server.actualPort());
  }

  /** How often something was passed on to Redis. */
  long passed() {
    return passed.get();
  }

  /** Its process ends. */
  void end() {
    TestRegistry.await(server.close());
    callers.forEach(NetSocket::close);
  }

  private void accept(NetSocket caller) {
    callers.add(caller);
    caller.pause();
    client.connect(redis.port(), redis.host()).onComplete((behind, failure) -> {
      if (failure != null) {
        caller.close();
        return;
      }
      behind.handler(caller::write).closeHandler(gone -> caller.close());
      caller.handler(bytes -> pass(caller, behind, bytes)).closeHandler(gone -> behind.close());
      caller.resume();
    });
  }

  private void pass(NetSocket caller, NetSocket behind, Buffer bytes) {
    String words = bytes.toString(StandardCharsets.ISO_8859_1);
    if (words.contains("HELLO\r\n") || words.contains("CLIENT\r\n")) {
      caller.close();
    } else {
      passed.incrementAndGet();
      behind.write(bytes);
    }
  }
}
