package io.redpoll.resp;

import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of thousands of commands to {@link NastyServer}: each completes exactly once, with its own reply or with an
 * error that is true. {@code -Dredpoll.torture.commands=1000000} for more, {@code -Dredpoll.torture.seed} for others.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // The long form.
class RespTortureIT {

  private static final int COMMANDS = Integer.getInteger("redpoll.torture.commands", 200_000);
  private static final long SEED = Long.getLong("redpoll.torture.seed", 5);
  private static final int OUTSTANDING = 256;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(30);

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Set<Integer> notSent = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
  private final AtomicLong completed = new AtomicLong();
  private final AtomicInteger pushes = new AtomicInteger();
  private final Promise<Void> done = Promise.promise();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private LeakWitness witness;
  private NastyServer server;

  // The context's: the client's event loop.
  private final Random random = new Random(SEED);
  private final List<RespConnection> opened = new ArrayList<>();
  private Context context;
  private RespConnection redis;
  private Future<RespConnection> connecting;
  private int sent;

  @BeforeEach
  void start() throws Exception {
    witness = new LeakWitness();
    server = NastyServer.start(vertx, SEED);
    context = vertx.getOrCreateContext();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    result(vertx.close());
    witness.close();
  }

  @Test
  void eachCommandCompletesOnceWithItsOwnReplyOrATrueError() throws Exception {
    context.runOnContext(v -> {
      for (int i = 0; i < OUTSTANDING; i++) {
        next();
      }
    });
    done.future().await(30, TimeUnit.MINUTES);
    Map<String, Integer> counts = new TreeMap<>();
    outcomes.forEach((outcome, count) -> counts.put(outcome, count.get()));
    System.getLogger(RespTortureIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            "seed {0}: {1}, pushes {2}, connections {3}",
            SEED,
            counts,
            pushes,
            opened.size());
    assertThat(wrong).isEmpty();
    assertThat(completed).hasValue(COMMANDS);
    assertThat(counts).containsKeys("reply", "error reply", "TIMEOUT", "CLOSED", "PROTOCOL");
    assertThat(pushes.get()).isPositive();
    assertThat(notSent)
        .as("said not to be sent, and arrived")
        .doesNotContainAnyElementsOf(server.seen());
    nothingIsLeft();
  }

  /** No socket on either side, no command, no timer of a connection, no buffer. */
  private void nothingIsLeft() throws Exception {
    for (RespConnection connection : opened) {
      result(connection.close());
      assertThat(connection.inFlight()).isZero();
      assertThat(connection.hasTimer()).isFalse();
    }
    until(vertx, () -> server.openSockets() == 0);
    assertThat(witness.leaks()).isEmpty();
  }

  /** So that nobody takes a blind witness for a good one. */
  @Test
  void leakWouldBeSeen() throws Exception {
    PooledByteBufAllocator.DEFAULT.directBuffer(16);
    until(vertx, () -> !witness.leaks().isEmpty());
  }

  private void next() {
    if (sent == COMMANDS) {
      return;
    }
    int id = sent++;
    boolean hurried = random.nextInt(500) == 0;
    connection()
        .onComplete(
            connection -> send(connection, id, hurried),
            cause -> completed(id, "connect", new AtomicInteger()));
  }

  private Future<RespConnection> connection() {
    if (redis != null && redis.isOpen()) {
      return Future.succeededFuture(redis);
    }
    if (connecting == null) {
      connecting = RespConnection.connect(vertx, options()).onComplete(made -> {
        connecting = null;
        if (made.succeeded()) {
          redis = made.result();
          redis.pushHandler(push -> pushes.incrementAndGet());
          opened.add(redis);
        } else {
          wrong.add("connect: " + made.cause());
        }
      });
    }
    return connecting;
  }

  private void send(RespConnection connection, int id, boolean hurried) {
    AtomicInteger times = new AtomicInteger();
    Request request = Request.cmd(Command.ECHO).arg(id);
    connection
        .send(request, hurried ? SHORT : LONG)
        .onComplete(
            reply -> completed(id, replied(id, reply), times),
            cause -> completed(id, failed(id, cause, hurried), times));
  }

  private void completed(int id, String outcome, AtomicInteger times) {
    if (times.incrementAndGet() != 1) {
      wrong.add(id + " completed again: " + outcome);
      return;
    }
    outcomes.computeIfAbsent(outcome, o -> new AtomicInteger()).incrementAndGet();
    if (completed.incrementAndGet() == COMMANDS) {
      done.complete();
    } else {
      context.runOnContext(v -> next());
    }
  }

  /** The server writes the number of the command into its reply, whatever type it has. */
  private String replied(int id, Response reply) {
    String text = String.valueOf(reply);
    if (!text.equals(NastyServer.reply(id).text())) {
      wrong.add(id + " got " + text + " (expected: " + NastyServer.reply(id).text() + ")");
    }
    return "reply";
  }

  private String failed(int id, Throwable cause, boolean hurried) {
    Optional<String> error = Requests.errorReply(cause);
    if (error.isPresent()) {
      if (!error.get().equals(NastyServer.reply(id).text())) {
        wrong.add(
            id + " got " + error.get() + " (expected: " + NastyServer.reply(id).text() + ")");
      }
      return "error reply";
    }
    RespException why = (RespException) cause;
    if (why.delivery() == Delivery.NOT_SENT) {
      notSent.add(id);
    }
    if (why.fault() == Fault.TIMEOUT && !hurried) {
      wrong.add(id + " had time: " + cause);
    }
    return why.fault().name();
  }

  private RespConnectOptions options() {
    HostAndPort address = server.address();
    // So little in one write that turns are cut, too.
    SendLimits limits = new SendLimits(2 * OUTSTANDING, 1 << 20, 1500, LONG);
    return new RespConnectOptions(
            address, Optional.empty(), Optional.empty(), "", LONG, 2 * OUTSTANDING)
        .withSendLimits(limits);
  }
}
