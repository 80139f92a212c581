package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testing.ScriptedServer.Script;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dedicated connections from owner to owner, of a real server and of scripted ones. */
class DedicatedPoolIT {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private RedisServer redis;
  private ScriptedServer scripted;
  private DedicatedPool pool;

  @AfterEach
  void stop() throws TimeoutException {
    if (redis != null) {
      redis.close();
    }
    if (scripted != null) {
      scripted.close();
    }
    result(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MULTI",
        "MULTI; SET k v",
        "WATCH k",
        "SELECT 1",
        "SUBSCRIBE a",
        "PSUBSCRIBE a*",
        "MONITOR",
        "MONITOR; SUBSCRIBE a",
        "CLIENT TRACKING ON",
        "CLIENT SETNAME other",
        "CLIENT REPLY OFF",
        "CLIENT REPLY SKIP",
        "CLIENT REPLY OFF; SELECT 1; SUBSCRIBE a",
        "HELLO 2",
        "HELLO 2; SUBSCRIBE a",
        "AUTH other secret"
      })
  void nextOwnerFindsNothingOfTheLast(String commands) throws Exception {
    startRedis();
    DedicatedConnection first = take();
    result(first.send(request("ACL", "SETUSER", "other", "on", ">secret", "+@all", "~*", "&*")));
    String fresh = state(first);
    for (String command : commands.split("; ", -1)) {
      String[] words = command.split(" ", -1);
      result(first.send(request(words[0], Arrays.copyOfRange(words, 1, words.length))));
    }
    // Replies that are not wanted may still be on their way.
    until(vertx, () -> first.inFlight() == 0);
    result(first.close());

    DedicatedConnection next = take();
    assertThat(state(next)).isEqualTo(fresh);
    assertThat(failure(next.send(request("EXEC")))).hasMessageContaining("without MULTI");
    assertThat(result(next.send(request("GET", "k")))).isNull();
  }

  /** What the server says of a connection, which it is among others, but for what changes by itself. */
  private static String state(DedicatedConnection connection) throws Exception {
    String line = result(connection.send(request("CLIENT", "INFO"))).toString();
    return Arrays.stream(line.split(" "))
        .filter(word -> word.matches("(id|name|db|sub|psub|multi|user|redir|flags)=.*"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void whatOnlyBlocksLeavesNothingToReset() throws Exception {
    startScripted("+OK\r\n");
    for (int i = 0; i < 3; i++) {
      DedicatedConnection connection = take();
      result(connection.send(request("BLPOP", "queue", "0")));
      result(connection.close());
    }
    assertThat(names(0)).containsExactly("hello", "blpop", "blpop", "blpop");
    assertThat(scripted.clients()).hasSize(1);
  }

  @Test
  void whatMayLeaveSomethingIsResetAndLoggedInAgainInOneBurst() throws Exception {
    startScripted("+RESET\r\n");
    DedicatedConnection first = take();
    result(first.send(request("MULTI")));
    result(first.close());
    take();
    assertThat(names(0)).containsExactly("hello", "multi", "reset", "hello");
    assertThat(scripted.clients().get(0).reads()).isEqualTo(3);
    assertThat(scripted.clients()).hasSize(1);
  }

  @Test
  void serverWithoutResetGetsAnotherConnection() throws Exception {
    startScripted("-ERR unknown command\r\n");
    DedicatedConnection first = take();
    failure(first.send(request("MULTI")));
    result(first.close());
    until(vertx, () -> scripted.clients().get(0).isClosed());
    take();
    assertThat(scripted.clients()).hasSize(2);
  }

  @Test
  void whoLeavesAReplyBehindLeavesTheConnectionToNobody() throws Exception {
    startRedis();
    DedicatedConnection first = take();
    String id = result(first.send(request("CLIENT", "ID"))).toString();
    Future<?> popped = first.send(request("BLPOP", "queue", "0"));
    result(first.close());
    assertThat(failure(popped)).isInstanceOf(RespException.class);
    assertThat(result(take().send(request("CLIENT", "ID"))).toString()).isNotEqualTo(id);
  }

  @Test
  void closedConnectionSendsNothingThoughTheNextOwnerHasIt() throws Exception {
    startRedis();
    DedicatedConnection first = take();
    Promise<Void> ended = Promise.promise();
    first.endHandler(v -> ended.complete());
    result(first.close());
    result(ended.future());
    DedicatedConnection next = take();
    assertThat(failure(first.send(request("PING"))))
        .isInstanceOfSatisfying(
            RespException.class, e -> assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT))
        .hasMessageContaining("get another");
    result(first.close());
    assertThat(result(next.send(request("PING"))).toString()).isEqualTo("PONG");
  }

  @Test
  void clearedPoolKeepsNoneAndTakesNoneBack() throws Exception {
    startScripted("+OK\r\n");
    DedicatedConnection idle = take();
    DedicatedConnection out = take();
    result(idle.close());
    onContext(() -> {
      pool.clear();
      return Future.succeededFuture();
    });
    until(vertx, () -> scripted.clients().get(0).isClosed());
    result(out.close());
    until(vertx, () -> scripted.clients().get(1).isClosed());
  }

  @Test
  void idleConnectionThatEndsIsGivenToNobody() throws Exception {
    startScripted("+OK\r\n");
    DedicatedConnection first = take();
    result(first.close());
    scripted.clients().get(0).close();
    until(vertx, () -> !first.isOpen());
    assertThat(result(take().send(request("PING"))).toString()).isEqualTo("OK");
    assertThat(scripted.clients()).hasSize(2);
  }

  private List<String> names(int client) {
    return scripted.clients().get(client).commands().stream()
        .map(command -> command.get(0).toLowerCase(Locale.ROOT))
        .toList();
  }

  private DedicatedConnection take() throws Exception {
    return onContext(() -> pool.take(CommandTable.load(), LONG));
  }

  private <T> T onContext(Supplier<Future<T>> action) throws Exception {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return result(promise.future());
  }

  private void startRedis() {
    redis = RedisServer.start();
    pool(new HostAndPort(redis.host(), redis.port()));
  }

  private void startScripted(String answer) {
    Script script = (client, command) -> client.write(answer);
    scripted = ScriptedServer.start(vertx, script.afterHello());
    pool(scripted.address());
  }

  private void pool(HostAndPort address) {
    RespConnectOptions options =
        new RespConnectOptions(address, Optional.empty(), Optional.empty(), "pooled", LONG, 64);
    pool = new DedicatedPool(context, () -> RespConnection.connect(vertx, options));
  }

  private static Request request(String command, String... arguments) {
    Request request = Request.cmd(Command.create(command));
    Arrays.stream(arguments).forEach(request::arg);
    return request;
  }
}
