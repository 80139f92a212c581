package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dedicated connection against a real server. */
class DedicatedConnectionIT {

  private final Vertx vertx = Vertx.vertx();
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void stop() throws TimeoutException {
    server.close();
    result(vertx.close());
  }

  @Test
  void transactionRuns() throws Exception {
    DedicatedConnection redis = connect();
    List<Response> replies = result(redis.batch(List.of(
        request("WATCH", "k"),
        request("MULTI"),
        request("SET", "k", "1"),
        request("INCR", "k"),
        request("EXEC"))));
    assertThat(replies.get(4).toString()).isEqualTo("[OK, 2]");
  }

  @Test
  void blockingCommandWaitsLongerThanTheTimeout() throws Exception {
    DedicatedConnection redis = connect(Duration.ofMillis(100));
    Future<Response> popped = redis.send(request("BLPOP", "queue", "0"));
    Future<Response> behind = redis.send(request("PING"));
    DedicatedConnection other = connect();
    Promise<Void> later = Promise.promise();
    vertx.setTimer(400, id -> later.complete());
    result(later.future());
    assertThat(popped.isComplete()).isFalse();
    result(other.send(request("RPUSH", "queue", "job")));
    assertThat(result(popped).toString()).isEqualTo("[queue, job]");
    assertThat(result(behind).toString()).isEqualTo("PONG");
  }

  @Test
  void blockingCommandEndsWithItsOwnTime() throws Exception {
    assertThat(result(connect().send(request("BLPOP", "queue", "0.2")))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "3"})
  void subscriptionIsConfirmedBeforeItsFutureCompletes(String protocol) throws Exception {
    DedicatedConnection redis = connect();
    result(redis.send(request("HELLO", protocol)));
    List<String> seen = new CopyOnWriteArrayList<>();
    redis.handler(push -> seen.add(push.toString()));

    Response last = result(redis.send(request("SUBSCRIBE", "a", "b")));
    assertThat(last.get(2).toInteger()).isEqualTo(2);
    assertThat(result(connect().send(request("PUBLISH", "a", "hello"))).toInteger())
        .isOne();
    until(vertx, () -> seen.size() == 3);
    assertThat(seen)
        .containsExactly("[subscribe, a, 1]", "[subscribe, b, 2]", "[message, a, hello]");

    result(redis.send(request("UNSUBSCRIBE", "a", "b")));
    assertThat(result(redis.send(request("ECHO", "x"))).toString()).isEqualTo("x");
    assertThat(result(redis.send(request("UNSUBSCRIBE"))).get(0).toString())
        .isEqualTo("unsubscribe");
  }

  @Test
  void subscriptionWithAReplyInBetweenKeepsTheOrder() throws Exception {
    DedicatedConnection redis = connect();
    Future<Response> subscribed = redis.send(request("SUBSCRIBE", "a"));
    Future<Response> echoed = redis.send(request("ECHO", "x"));
    Future<Response> refused = redis.send(request("SUBSCRIBE"));
    Future<Response> last = redis.send(request("ECHO", "y"));
    assertThat(result(subscribed).get(0).toString()).isEqualTo("subscribe");
    assertThat(result(echoed).toString()).isEqualTo("x");
    assertThat(Requests.errorReply(failure(refused)).orElse("")).contains("wrong number");
    assertThat(result(last).toString()).isEqualTo("y");
  }

  @Test
  void pausedReaderGetsNothingUntilItFetches() throws Exception {
    DedicatedConnection redis = connect();
    List<String> seen = new CopyOnWriteArrayList<>();
    redis.handler(push -> seen.add(push.toString()));
    redis.pause();
    result(redis.send(request("SUBSCRIBE", "a")));
    DedicatedConnection other = connect();
    result(other.send(request("PUBLISH", "a", "1")));
    assertThat(result(redis.send(request("PING"))).toString()).contains("PONG");
    assertThat(seen).isEmpty();
    redis.fetch(1);
    until(vertx, () -> seen.size() == 1);
    redis.resume();
    until(vertx, () -> seen.size() == 2);
    assertThat(seen).containsExactly("[subscribe, a, 1]", "[message, a, 1]");
  }

  @Test
  void monitorTellsWhatOthersDo() throws Exception {
    DedicatedConnection redis = connect();
    List<String> seen = new CopyOnWriteArrayList<>();
    redis.handler(line -> seen.add(line.toString()));
    result(redis.send(request("MONITOR")));
    result(connect().send(request("SET", "k", "v")));
    until(vertx, () -> seen.stream().anyMatch(line -> line.contains("\"k\" \"v\"")));
  }

  @Test
  void lossIsToldToBothHandlers() throws Exception {
    DedicatedConnection redis = connect();
    Promise<Throwable> lost = Promise.promise();
    Promise<Void> ended = Promise.promise();
    redis.exceptionHandler(lost::complete).endHandler(v -> ended.complete());
    Future<Response> popped = redis.send(request("BLPOP", "queue", "0"));
    server.kill();
    assertThat(result(lost.future())).isInstanceOf(RespException.class);
    result(ended.future());
    assertThat(failure(popped))
        .isInstanceOfSatisfying(
            RespException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CLOSED));
  }

  @Test
  void closeIsNoLoss() throws Exception {
    DedicatedConnection redis = connect();
    Promise<Throwable> lost = Promise.promise();
    Promise<Void> ended = Promise.promise();
    redis.exceptionHandler(lost::complete).endHandler(v -> ended.complete());
    result(redis.close());
    result(ended.future());
    assertThat(lost.future().isComplete()).isFalse();
  }

  @Test
  void commandsThatEndTheOrderOfRepliesAreRefused() throws Exception {
    DedicatedConnection redis = connect();
    assertThat(failure(redis.send(request("SYNC"))))
        .hasMessageContaining("SYNC")
        .hasMessageContaining("raw socket");
    assertThat(result(redis.send(request("PING"))).toString()).isEqualTo("PONG");
  }

  @Test
  void repliesThatAreOffDoNotComeAndMixUpNothing() throws Exception {
    DedicatedConnection redis = connect();
    assertThat(result(redis.send(request("CLIENT", "REPLY", "OFF")))).isNull();
    assertThat(result(redis.send(request("SET", "k", "v")))).isNull();
    assertThat(result(redis.send(request("NO", "SUCH", "COMMAND")))).isNull();
    assertThat(result(redis.send(request("CLIENT", "REPLY", "ON"))).toString()).isEqualTo("OK");
    assertThat(result(redis.send(request("GET", "k"))).toString()).isEqualTo("v");
  }

  @Test
  void replyThatIsSkippedIsThatOfTheNextCommand() throws Exception {
    DedicatedConnection redis = connect();
    assertThat(result(redis.send(request("CLIENT", "REPLY", "SKIP")))).isNull();
    assertThat(result(redis.send(request("ECHO", "one")))).isNull();
    assertThat(result(redis.send(request("ECHO", "two"))).toString()).isEqualTo("two");
    assertThat(failure(redis.send(request("CLIENT", "REPLY", "MAYBE"))))
        .hasMessageContaining("syntax");
  }

  private DedicatedConnection connect() throws TimeoutException {
    return connect(Duration.ofSeconds(20));
  }

  private DedicatedConnection connect(Duration timeout) throws TimeoutException {
    RespConnection connection = result(RespConnection.connect(
        vertx,
        new RespConnectOptions(
            new HostAndPort(server.host(), server.port()),
            Optional.empty(),
            Optional.empty(),
            "dedicated",
            Duration.ofSeconds(20),
            64)));
    return new DedicatedConnection(connection, CommandTable.load(), timeout);
  }

  private static Request request(String command, String... arguments) {
    Request request = Request.cmd(Command.create(command));
    Arrays.stream(arguments).forEach(request::arg);
    return request;
  }
}
