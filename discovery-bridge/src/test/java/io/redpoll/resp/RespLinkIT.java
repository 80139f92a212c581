package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testing.RefusingPort;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testing.ScriptedServer.Client;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The link through the ends of its connections. */
class RespLinkIT {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final List<String> news = new CopyOnWriteArrayList<>();
  private final List<Long> bounds = new CopyOnWriteArrayList<>();
  private final ScriptedServer.Script silent = (client, command) -> {};
  private volatile ScriptedServer server;
  private RespLink link;

  @AfterEach
  void stop() throws TimeoutException {
    result(link.drain());
    if (server != null) {
      server.close();
    }
    result(vertx.close());
  }

  @Test
  void statesAreThoseOfItsConnection() throws Exception {
    serve((client, command) -> {
      if (command.get(1).equals("answered")) {
        client.write("+OK\r\n");
      }
    });
    link = link(server.address());
    assertThat(link.state()).isEqualTo(RespLink.State.CONNECTING);
    connect();
    assertThat(link.state()).isEqualTo(RespLink.State.READY);
    Future<Response> waiting = send("not");
    until(vertx, () -> client(0).commands().size() == 2);
    Future<Void> drained = link.drain();
    until(vertx, () -> link.state() == RespLink.State.DRAINING);
    assertThat(link.connection()).isEmpty();
    client(0).write("+late\r\n");
    assertThat(result(waiting)).hasToString("late");
    result(drained);
    assertThat(link.state()).isEqualTo(RespLink.State.CLOSED);
    until(vertx, () -> client(0).isClosed());
  }

  @Test
  void lostConnectionThatHadAnsweredIsMadeAgainAtOnce() throws Exception {
    serve(silent);
    link = link(server.address());
    connect();
    context.runOnContext(v -> link.proven());
    Future<Response> waiting = send("x");
    until(vertx, () -> client(0).commands().size() == 2);
    client(0).close();
    assertThat(failure(waiting))
        .isInstanceOfSatisfying(
            RespException.class, e -> assertThat(e.delivery()).isEqualTo(Delivery.OUTCOME_UNKNOWN));
    until(vertx, () -> news.size() == 3);
    assertThat(news).containsExactly("opened", "lost CLOSED", "opened");
    assertThat(bounds).isEmpty();
    assertThat(link.broken()).isFalse();
  }

  @Test
  void protocolErrorEndsTheConnectionAndAnotherOneFollows() throws Exception {
    serve((client, command) -> client.write("HTTP/1.1 400\r\n"));
    link = link(server.address());
    connect();
    Future<Response> waiting = send("x");
    assertThat(failure(waiting))
        .isInstanceOfSatisfying(
            RespException.class, e -> assertThat(e.delivery()).isEqualTo(Delivery.OUTCOME_UNKNOWN))
        .hasMessageContaining("begins with 'H'")
        .hasMessageContaining("expected");
    until(vertx, () -> news.size() == 3);
    assertThat(news).containsExactly("opened", "lost PROTOCOL", "opened");
  }

  @Test
  void waitsBetweenTriesAreOfFullJitterWithADoublingBound() throws Exception {
    try (RefusingPort port = RefusingPort.bind()) {
      link = link(port.address());
      link.connect();
      until(vertx, () -> bounds.size() >= 9);
      assertThat(bounds).startsWith(20L, 40L, 80L, 160L, 320L, 640L, 1280L, 2000L, 2000L);
      assertThat(news).startsWith("unreachable REFUSED").doesNotContain("opened");
      assertThat(link.broken()).isTrue();
      assertThat(link.state()).isEqualTo(RespLink.State.CONNECTING);
    }
  }

  @Test
  void renewedLinkLeavesTheOldConnectionWhenTheNewOneStands() throws Exception {
    serve(silent);
    link = link(server.address());
    connect();
    Future<Response> waiting = send("x");
    until(vertx, () -> client(0).commands().size() == 2);
    link.renew();
    until(vertx, () -> news.size() == 2);
    assertThat(link.state()).isEqualTo(RespLink.State.READY);
    assertThat(client(0).isClosed()).isFalse();
    client(0).write("+old\r\n");
    assertThat(result(waiting)).hasToString("old");
    until(vertx, () -> client(0).isClosed());
    assertThat(client(1).isClosed()).isFalse();
  }

  @Test
  void abandonedConnectionFailsWhatWaitsForIt() throws Exception {
    serve(silent);
    link = link(server.address());
    connect();
    Future<Response> waiting = send("x");
    until(vertx, () -> client(0).commands().size() == 2);
    link.abandon();
    assertThat(failure(waiting)).isInstanceOf(RespException.class);
  }

  @Test
  void connectionThatItsOwnerClosesIsNeitherMissedNorMadeAgain() throws Exception {
    serve(silent);
    CloseFuture owner = new CloseFuture();
    ContextInternal owned = ((VertxInternal) vertx)
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withCloseFuture(owner)
        .build();
    link = new RespLink(
        owned,
        () -> RespConnection.connect(owned, options(server.address())),
        new Witness(),
        new Shortest());
    connect();
    owned.runOnContext(v -> link.proven());
    result(owner.close());
    until(vertx, () -> link.connection().isEmpty());
    link.connect();
    result(link.drain());
    assertThat(news).containsExactly("opened");
    assertThat(server.clients()).hasSize(1);
  }

  private Client client(int number) {
    return server.clients().get(number);
  }

  private Future<Response> send(String word) {
    return link.connection().orElseThrow().send(Request.cmd(Command.ECHO).arg(word), LONG);
  }

  private void connect() throws TimeoutException {
    link.connect();
    until(vertx, () -> link.connection().isPresent());
  }

  private void serve(ScriptedServer.Script script) {
    server = ScriptedServer.start(vertx, script.afterHello());
  }

  private RespLink link(HostAndPort address) {
    return new RespLink(
        context,
        () -> RespConnection.connect(vertx, options(address)),
        new Witness(),
        new Shortest());
  }

  private static RespConnectOptions options(HostAndPort address) {
    return new RespConnectOptions(address, Optional.empty(), Optional.empty(), "link", LONG, 64);
  }

  /** Notes what the link tells. */
  private final class Witness implements RespLink.Owner {

    @Override
    public void opened() {
      news.add("opened");
    }

    @Override
    public void lost(Throwable cause) {
      news.add("lost " + ((RespException) cause).fault());
    }

    @Override
    public void unreachable(Throwable cause) {
      news.add("unreachable " + ((RespException) cause).fault());
    }
  }

  /** Always the least, and notes what there was to choose from. */
  private final class Shortest implements RandomGenerator {

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nextLong(long bound) {
      bounds.add(bound);
      return 0;
    }
  }
}
