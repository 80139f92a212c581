package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testing.RefusingPort;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testing.ScriptedServer.Client;
import io.redpoll.testing.ScriptedServer.Script;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The multiplexed connection against a server that behaves in every way but well. */
class RespConnectionIT {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final Vertx vertx = Vertx.vertx();
  private ScriptedServer server;

  @AfterEach
  void stop() throws TimeoutException {
    if (server != null) {
      server.close();
    }
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void handshakeIsOneBurst() throws Exception {
    serve((client, command) -> {});
    connect(new RespCredentials("app", "secret"));
    assertThat(server.clients().get(0).commands())
        .containsExactly(List.of("hello", "3", "AUTH", "app", "secret", "SETNAME", "test"));
  }

  @Test
  void serverWithoutHelloIsSpokenToInResp2() throws Exception {
    server = ScriptedServer.start(
        vertx,
        (client, command) -> client.write(
            command.get(0).equals("hello") ? "-ERR unknown command `hello`\r\n" : "+OK\r\n"));
    RespConnection redis = connect(new RespCredentials("", "secret"));
    assertThat(redis.isOpen()).isTrue();
    assertThat(server.clients().get(0).commands().subList(1, 3))
        .containsExactly(List.of("auth", "secret"), List.of("client", "SETNAME", "test"));
  }

  @Test
  void refusedLoginFailsWithTheServersWordsAndClosesTheSocket() throws Exception {
    server =
        ScriptedServer.start(vertx, (client, command) -> client.write("-WRONGPASS invalid\r\n"));
    Throwable failure = failure(RespConnection.connect(vertx, options(server.address(), LONG)));
    assertThat(Requests.errorReply(failure)).contains("WRONGPASS invalid");
    until(vertx, () -> server.clients().get(0).isClosed());
  }

  @Test
  void serverThatRepeatsThePasswordIsNotQuoted() throws Exception {
    server = ScriptedServer.start(
        vertx, (client, command) -> client.write("-ERR what is " + command + "?\r\n"));
    RespConnectOptions options = new RespConnectOptions(
        server.address(),
        Optional.empty(),
        Optional.of(new RespCredentials("app", "sesame")),
        "test",
        LONG,
        16);
    Throwable failure = failure(RespConnection.connect(vertx, options));
    assertFault(failure, Fault.PROTOCOL, Delivery.NOT_SENT);
    assertThat(failure.toString()).doesNotContain("sesame");
  }

  @Test
  void silentServerFailsAtTheDeadlineAndItsSocketIsClosed() throws Exception {
    server = ScriptedServer.start(vertx, (client, command) -> {});
    Throwable failure = failure(RespConnection.connect(vertx, options(server.address(), SHORT)));
    assertFault(failure, Fault.TIMEOUT, Delivery.NOT_SENT);
    until(vertx, () -> server.clients().get(0).isClosed());
  }

  @Test
  void rd13ClosedBeforeAnyReplyIsToldApart() throws Exception {
    server = ScriptedServer.start(vertx, (client, command) -> client.close());
    Throwable failure = failure(RespConnection.connect(vertx, options(server.address(), LONG)));
    assertThat(failure)
        .isInstanceOfSatisfying(
            RespException.class, e -> assertThat(e.fault()).isEqualTo(Fault.HUNG_UP));
  }

  @Test
  void proxyThatHangsUpOnHelloIsGreetedInPlainWords() throws Exception {
    server = ScriptedServer.start(vertx, (client, command) -> {
      switch (command.get(0)) {
        case "auth" -> client.write("+OK\r\n");
        case "ping" -> client.write("+PONG\r\n");
        case "echo" -> echo(client, command);
        default -> client.close();
      }
    });
    RespConnection redis = connect(new RespCredentials("", "secret"));
    assertThat(result(redis.send(echo(1), LONG)).toString()).isEqualTo("1");
    assertThat(server.clients().get(1).commands())
        .startsWith(List.of("auth", "secret"), List.of("ping"));
  }

  @Test
  void whoClosesWithoutAnAnswerTakesBackWhatIsOnItsWay() throws Exception {
    serve((client, command) -> {});
    RespConnection redis = connect(new RespCredentials("", ""));
    ScriptedServer.Client client = server.clients().get(0);
    assertFault(failure(redis.send(echo(1), SHORT)), Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    until(vertx, () -> client.commands().size() > 1);
    redis.close();
    until(vertx, client::isClosed);
    assertThat(client.isReset()).isTrue();
  }

  @Test
  void whoClosesWithAllAnsweredSaysGoodbye() throws Exception {
    serve(RespConnectionIT::echo);
    RespConnection redis = connect(new RespCredentials("", ""));
    result(redis.send(echo(1), LONG));
    redis.close();
    until(vertx, () -> server.clients().get(0).isClosed());
    assertThat(server.clients().get(0).isReset()).isFalse();
  }

  @Test
  void plainGreetingFailsWithTheServersWords() throws Exception {
    server = ScriptedServer.start(vertx, (client, command) -> {
      if (command.get(0).equals("hello")) {
        client.close();
      } else {
        client.write("-NOAUTH Authentication required.\r\n");
      }
    });
    Throwable failure = failure(RespConnection.connect(vertx, options(server.address(), LONG)));
    assertThat(Requests.errorReply(failure)).contains("NOAUTH Authentication required.");
    until(vertx, () -> server.clients().get(1).isClosed());
  }

  @Test
  void refusedPortIsToldApart() throws Exception {
    try (RefusingPort port = RefusingPort.bind()) {
      Throwable failure = failure(RespConnection.connect(vertx, options(port.address(), LONG)));
      assertFault(failure, Fault.REFUSED, Delivery.NOT_SENT);
      assertThat(failure)
          .hasMessageContaining(port.address().toString())
          .hasMessageContaining("refused");
    }
  }

  @Test
  void fullServerSaysSoBeforeItReads() throws Exception {
    server = ScriptedServer.startGreeting(vertx, "-ERR max number of clients reached\r\n");
    Throwable failure = failure(RespConnection.connect(vertx, options(server.address(), LONG)));
    assertThat(Requests.errorReply(failure)).contains("ERR max number of clients reached");
  }

  @Test
  void whatIsSubmittedInOneTurnLeavesInOneWrite() throws Exception {
    serve(RespConnectionIT::echo);
    RespConnection redis = connect();
    int before = server.clients().get(0).reads();
    Promise<List<Future<Response>>> submitted = Promise.promise();
    redis
        .context()
        .runOnContext(v -> submitted.complete(
            IntStream.range(0, 20).mapToObj(i -> redis.send(echo(i), LONG)).toList()));
    List<Future<Response>> replies = result(submitted.future());
    for (int i = 0; i < 20; i++) {
      assertThat(result(replies.get(i)).toString()).isEqualTo("" + i);
    }
    assertThat(server.clients().get(0).reads() - before).isEqualTo(1);
  }

  @Test
  void submissionsOfOtherThreadsKeepTheirOrder() throws Exception {
    serve(RespConnectionIT::echo);
    RespConnection redis = connect();
    List<Future<Response>> replies = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      replies.add(redis.send(echo(i), LONG));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(result(replies.get(i)).toString()).isEqualTo("" + i);
    }
    assertThat(redis.inFlight()).isZero();
  }

  @Test
  void pushTakesNoReplysPlace() throws Exception {
    serve((client, command) -> {
      client.write(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
      echo(client, command);
    });
    RespConnection redis = connect();
    Promise<Response> push = Promise.promise();
    redis.pushHandler(push::tryComplete);
    assertThat(result(redis.send(echo(7), LONG)).toString()).isEqualTo("7");
    assertThat(result(push.future()).get(0).toString()).isEqualTo("invalidate");
  }

  @Test
  void lateReplyIsSwallowed() throws Exception {
    List<Client> late = new ArrayList<>();
    serve((client, command) -> {
      if (command.get(1).equals("1")) {
        late.add(client);
      } else {
        late.forEach(waiting -> waiting.write("$4\r\nlate\r\n"));
        echo(client, command);
      }
    });
    RespConnection redis = connect();
    Throwable failure = failure(redis.send(echo(1), SHORT));
    assertFault(failure, Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    assertThat(failure)
        .hasMessageContaining("ECHO")
        .hasMessageContaining(server.address().toString());
    assertThat(redis.inFlight()).isEqualTo(1);
    assertThat(result(redis.send(echo(2), LONG)).toString()).isEqualTo("2");
    assertThat(redis.inFlight()).isZero();
    assertThat(redis.isOpen()).isTrue();
  }

  @Test
  void shorterDeadlineBehindALongerOneIsKept() throws Exception {
    serve((client, command) -> {});
    RespConnection redis = connect();
    Future<Response> patient = redis.send(echo(1), LONG);
    assertFault(failure(redis.send(echo(2), SHORT)), Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    assertThat(patient.isComplete()).isFalse();
  }

  @Test
  void spentTimeIsNotSent() throws Exception {
    serve(RespConnectionIT::echo);
    Throwable failure = failure(connect().send(echo(1), Duration.ZERO));
    assertFault(failure, Fault.TIMEOUT, Delivery.NOT_SENT);
  }

  @Test
  void repliesMayComeByteByByte() throws Exception {
    serve((client, command) ->
        client.trickle("*3\r\n$3\r\nfoo\r\n:42\r\n*2\r\n$-1\r\n+bar\r\n%1\r\n+k\r\n#t\r\n"));
    RespConnection redis = connect();
    Future<Response> first = redis.send(echo(1), LONG);
    assertThat(result(first).toString()).isEqualTo("[foo, 42, [null, bar]]");
  }

  @Test
  void closeInsideAFrameFailsAllThatWaits() throws Exception {
    AtomicInteger heard = new AtomicInteger();
    serve((client, command) -> {
      if (heard.incrementAndGet() == 1) {
        client.write("$10\r\nhalf");
      } else {
        client.close();
      }
    });
    RespConnection redis = connect();
    Promise<Throwable> told = Promise.promise();
    redis.closeHandler(told::complete);
    Future<Response> first = redis.send(echo(1), LONG);
    Future<Response> second = redis.send(echo(2), LONG);
    assertFault(failure(first), Fault.CLOSED, Delivery.OUTCOME_UNKNOWN);
    assertFault(failure(second), Fault.CLOSED, Delivery.OUTCOME_UNKNOWN);
    assertThat(result(told.future())).isInstanceOf(RespException.class);
    assertFault(failure(redis.send(echo(3), LONG)), Fault.CLOSED, Delivery.NOT_SENT);
    assertThat(redis.inFlight()).isZero();
  }

  @Test
  void whatIsNotRespClosesTheConnectionAndIsNamed() throws Exception {
    serve((client, command) -> client.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    RespConnection redis = connect();
    Throwable failure = failure(redis.send(echo(1), LONG));
    assertFault(failure, Fault.PROTOCOL, Delivery.OUTCOME_UNKNOWN);
    assertThat(failure).hasMessageContaining("H");
    result(redis.whenClosed());
    until(vertx, () -> server.clients().get(0).isClosed());
  }

  @Test
  void blobErrorFailsItsCommandAlone() throws Exception {
    serve((client, command) ->
        client.write(command.get(1).equals("1") ? "!21\r\nSYNTAX invalid syntax\r\n" : "+2\r\n"));
    RespConnection redis = connect();
    Future<Response> first = redis.send(echo(1), LONG);
    Future<Response> second = redis.send(echo(2), LONG);
    assertThat(Requests.errorReply(failure(first))).contains("SYNTAX invalid syntax");
    assertThat(result(second).toString()).isEqualTo("2");
  }

  @Test
  void replyThatIsTooLargeClosesTheConnectionAndSaysHowLarge() throws Exception {
    serve((client, command) -> client.write("$2000\r\n"));
    RespConnection redis = result(RespConnection.connect(
        vertx, options(server.address(), LONG).withReplyLimits(new ReplyLimits(1024, 4))));
    Throwable failure = failure(redis.send(echo(1), LONG));
    assertFault(failure, Fault.PROTOCOL, Delivery.OUTCOME_UNKNOWN);
    assertThat(failure).hasMessageContaining("2009 bytes").hasMessageContaining("1024");
    until(vertx, () -> server.clients().get(0).isClosed());
  }

  @Test
  void replyThatNobodyAskedForClosesTheConnection() throws Exception {
    serve((client, command) -> client.write("+one\r\n+two\r\n"));
    RespConnection redis = connect();
    assertThat(result(redis.send(echo(1), LONG)).toString()).isEqualTo("one");
    result(redis.whenClosed());
    assertFault(failure(redis.send(echo(2), LONG)), Fault.PROTOCOL, Delivery.NOT_SENT);
  }

  @Test
  void errorReplyFailsItsCommandAlone() throws Exception {
    serve((client, command) -> client.write("-OOM command not allowed\r\n$1\r\n2\r\n"));
    RespConnection redis = connect();
    Future<Response> first = redis.send(echo(1), LONG);
    Future<Response> second = redis.send(echo(2), LONG);
    assertThat(Requests.errorReply(failure(first))).contains("OOM command not allowed");
    assertThat(result(second).toString()).isEqualTo("2");
  }

  @Test
  void moreThanAllowedIsRefusedAtOnce() throws Exception {
    serve((client, command) -> {});
    RespConnection redis = result(RespConnection.connect(
        vertx,
        new RespConnectOptions(server.address(), Optional.empty(), Optional.empty(), "", LONG, 2)));
    Future<Response> first = redis.send(echo(1), LONG);
    Future<Response> second = redis.send(echo(2), LONG);
    assertThat(failure(redis.send(echo(3), LONG)))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("2 commands");
    assertThat(first.isComplete() || second.isComplete()).isFalse();
  }

  @Test
  void moreBytesThanAllowedAreRefusedAtOnce() throws Exception {
    serve((client, command) -> {});
    RespConnection redis = connect(new SendLimits(100, 1000, 1024, LONG));
    Future<Response> first = redis.send(large(600), LONG);
    Future<Response> second = redis.send(large(600), LONG);
    assertThat(failure(redis.send(large(1), LONG)))
        .isInstanceOfSatisfying(
            BusyException.class, e -> assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT))
        .hasMessageContaining("2 commands of 1");
    assertThat(first.isComplete() || second.isComplete()).isFalse();
  }

  @Test
  void turnWritesNoMoreThanItsShare() throws Exception {
    serve((client, command) -> client.write("+" + command.get(1).length() + "\r\n"));
    RespConnection redis = connect(new SendLimits(1000, 1 << 30, 10_000, LONG));
    List<Integer> unsent = new CopyOnWriteArrayList<>();
    redis.context().runOnContext(v -> {
      IntStream.range(0, 10).forEach(i -> redis.send(large(4000), LONG));
      lookEachTurn(redis, unsent);
    });
    until(vertx, () -> unsent.size() == 5);
    assertThat(unsent).containsExactly(8, 6, 4, 2, 0);
  }

  @Test
  void requestLargerThanATurnsShareIsSentAlone() throws Exception {
    serve((client, command) -> client.write("+" + command.get(1).length() + "\r\n"));
    RespConnection redis = connect(new SendLimits(1000, 1 << 30, 1000, LONG));
    Future<Response> one = redis.send(large(3_000_000), LONG);
    Future<Response> two = redis.send(large(10), LONG);
    assertThat(result(one).toInteger()).isEqualTo(3_000_000);
    assertThat(result(two).toInteger()).isEqualTo(10);
  }

  @Test
  void whatAFrozenServerDoesNotTakeExpiresUnsent() throws Exception {
    serve((client, command) -> client.stopReading());
    RespConnection redis = connect(new SendLimits(1000, 1 << 30, 1 << 20, LONG));
    Future<Response> stopping = redis.send(echo(1), SHORT);
    assertFault(failure(stopping), Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    // More than the buffers of both sockets hold.
    List<Future<Response>> large =
        IntStream.range(0, 64).mapToObj(i -> redis.send(large(1 << 20), SHORT)).toList();
    assertFault(failure(large.get(63)), Fault.TIMEOUT, Delivery.NOT_SENT);
    assertFault(failure(large.get(0)), Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    assertThat(redis.isOpen()).isTrue();
  }

  @Test
  void replyThatIsFarTooLateEndsTheConnection() throws Exception {
    serve((client, command) -> {});
    RespConnection redis = connect(new SendLimits(10, 1000, 1000, SHORT));
    Promise<Throwable> told = Promise.promise();
    redis.closeHandler(told::complete);
    Promise<Response> late = Promise.promise();
    Promise<Response> behind = Promise.promise();
    // In one turn, so that both are sent before the connection can have ended.
    redis.context().runOnContext(v -> {
      redis.send(echo(1), SHORT).onComplete(late);
      redis.send(echo(2), LONG).onComplete(behind);
    });
    assertFault(failure(late.future()), Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    assertThat(result(told.future())).hasMessageContaining("ECHO").hasMessageContaining("50 ms");
    assertFault(failure(behind.future()), Fault.TIMEOUT, Delivery.OUTCOME_UNKNOWN);
    assertThat(redis.hasTimer()).isFalse();
  }

  @Test
  void callerThatThrowsHarmsNobodyElse() throws Exception {
    serve(RespConnectionIT::echo);
    RespConnection redis = connect();
    Promise<Throwable> reported = Promise.promise();
    redis.context().exceptionHandler(reported::tryComplete);
    redis.send(echo(1), System.nanoTime(), LONG.toNanos(), (reply, failure) -> {
      throw new IllegalStateException("a caller's mistake");
    });
    assertThat(result(redis.send(echo(2), LONG)).toString()).isEqualTo("2");
    assertThat(result(reported.future())).hasMessage("a caller's mistake");
  }

  @Test
  void drainedConnectionFinishesAndCloses() throws Exception {
    List<Client> waiting = new CopyOnWriteArrayList<>();
    serve((client, command) -> waiting.add(client));
    RespConnection redis = connect();
    Future<Response> last = redis.send(echo(1), LONG);
    until(vertx, () -> waiting.size() == 1);
    Future<Void> drained = redis.drain();
    assertFault(failure(redis.send(echo(2), LONG)), Fault.ENDED, Delivery.NOT_SENT);
    assertThat(drained.isComplete()).isFalse();
    waiting.get(0).write("$1\r\n1\r\n");
    assertThat(result(last).toString()).isEqualTo("1");
    result(drained);
    until(vertx, () -> waiting.get(0).isClosed());
  }

  @Test
  void closeTellsTheCloseHandlerOnceThatItsOwnerDidIt() throws Exception {
    serve(RespConnectionIT::echo);
    RespConnection redis = connect();
    AtomicInteger calls = new AtomicInteger();
    Promise<Throwable> told = Promise.promise();
    redis.closeHandler(cause -> {
      calls.incrementAndGet();
      told.tryComplete(cause);
    });
    result(redis.close());
    result(redis.close());
    assertFault(result(told.future()), Fault.ENDED, Delivery.OUTCOME_UNKNOWN);
    assertThat(calls).hasValue(1);
  }

  private static void lookEachTurn(RespConnection redis, List<Integer> unsent) {
    redis.context().nettyEventLoop().execute(() -> {
      unsent.add(redis.unsent());
      if (redis.unsent() > 0) {
        lookEachTurn(redis, unsent);
      }
    });
  }

  private static Request large(int bytes) {
    return Request.cmd(Command.ECHO).arg("x".repeat(bytes));
  }

  private static Request echo(int value) {
    return Request.cmd(Command.ECHO).arg(value);
  }

  private static void echo(Client client, List<String> command) {
    client.write("$" + command.get(1).length() + "\r\n" + command.get(1) + "\r\n");
  }

  private void serve(Script script) {
    server = ScriptedServer.start(vertx, script.afterHello());
  }

  private RespConnection connect(RespCredentials credentials) throws Exception {
    return result(RespConnection.connect(
        vertx,
        new RespConnectOptions(
            server.address(), Optional.empty(), Optional.of(credentials), "test", LONG, 4096)));
  }

  private RespConnection connect(SendLimits limits) throws Exception {
    return result(
        RespConnection.connect(vertx, options(server.address(), LONG).withSendLimits(limits)));
  }

  private RespConnection connect() throws Exception {
    return result(RespConnection.connect(vertx, options(server.address(), LONG)));
  }

  private static RespConnectOptions options(HostAndPort address, Duration timeout) {
    return new RespConnectOptions(
        address, Optional.empty(), Optional.empty(), "test", timeout, 4096);
  }

  private static void assertFault(Throwable failure, Fault fault, Delivery delivery) {
    assertThat(failure).isInstanceOfSatisfying(RespException.class, e -> {
      assertThat(e.fault()).isEqualTo(fault);
      assertThat(e.delivery()).isEqualTo(delivery);
    });
  }
}
