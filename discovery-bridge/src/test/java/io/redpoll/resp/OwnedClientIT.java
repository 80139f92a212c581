package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testing.RefusingPort;
import io.redpoll.testing.ScriptedServer;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the owner of connections holds, and for how long. */
class OwnedClientIT {

  private final Vertx vertx = Vertx.vertx();
  private final Owner owner = new Owner();
  private final ScriptedServer server =
      ScriptedServer.start(vertx, ((ScriptedServer.Script) (client, command) -> {}).afterHello());

  @AfterEach
  void stop() throws Exception {
    server.close();
    result(vertx.close());
  }

  @Test
  void closedConnectionIsForgotten() throws Exception {
    RespConnection redis = result(connect(server.address()));
    assertThat(owner.held).hasSize(1);
    result(redis.close());
    until(vertx, owner.held::isEmpty);
  }

  @Test
  void connectionThatWasNotMadeIsForgotten() throws Exception {
    try (RefusingPort port = RefusingPort.bind()) {
      assertThat(failure(connect(port.address()))).isInstanceOf(RespException.class);
    }
    until(vertx, owner.held::isEmpty);
  }

  @Test
  void connectionIsClosedByItsOwner() throws Exception {
    RespConnection redis = result(connect(server.address()));
    result(owner.close());
    result(redis.whenClosed());
  }

  @Test
  void whoIsEndingGetsNoConnection() throws Exception {
    result(owner.close());
    assertThat(failure(connect(server.address())))
        .isInstanceOfSatisfying(RespException.class, e -> {
          assertThat(e.fault()).isEqualTo(Fault.ENDED);
          assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
        });
    assertThat(server.clients()).isEmpty();
  }

  private Future<RespConnection> connect(HostAndPort address) {
    return RespConnection.connect(
        ((VertxInternal) vertx)
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withCloseFuture(owner)
            .build(),
        new RespConnectOptions(
            address, Optional.empty(), Optional.empty(), "", Duration.ofSeconds(20), 16));
  }

  /** Shows what it holds. */
  private static final class Owner extends CloseFuture {

    private final Set<Closeable> held = ConcurrentHashMap.newKeySet();

    @Override
    public synchronized boolean add(Closeable closeable) {
      held.add(closeable);
      return super.add(closeable);
    }

    @Override
    public boolean remove(Closeable nested) {
      held.remove(nested);
      return super.remove(nested);
    }
  }
}
