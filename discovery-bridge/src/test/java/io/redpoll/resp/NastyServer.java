package io.redpoll.resp;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Response;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers ECHO of a number with that number in a reply of any type, in order; by chance it splits what it writes, waits,
 * sends pushes in between, answers after the deadline, sends rubbish, or closes in the middle of a frame.
 */
final class NastyServer implements AutoCloseable {

  private static final String HELLO3 = "%1\r\n$5\r\nproto\r\n:3\r\n";
  private static final String PUSH = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n";
  private static final int LATE_MILLIS = 60;

  private final Vertx vertx;
  private final long seed;
  private final NetServer server;
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  private NastyServer(Vertx vertx, long seed) {
    this.vertx = vertx;
    this.seed = seed;
    this.server = vertx.createNetServer().connectHandler(Connection::new);
  }

  static NastyServer start(Vertx vertx, long seed) throws TimeoutException {
    NastyServer nasty = new NastyServer(vertx, seed);
    Await.result(nasty.server.listen(0, "127.0.0.1"));
    return nasty;
  }

  HostAndPort address() {
    return new HostAndPort("127.0.0.1", server.actualPort());
  }

  int openSockets() {
    return open.get();
  }

  /** The numbers that arrived. */
  Set<Integer> seen() {
    return seen;
  }

  @Override
  public void close() throws TimeoutException {
    Await.result(server.close());
  }

  /** The reply that belongs to a number. */
  static RandomReply reply(int id) {
    String n = Integer.toString(id);
    String bulk = "$" + n.length() + "\r\n" + n + "\r\n";
    String longer = n.repeat(id % 997 == 0 ? 10_000 : 20);
    return switch (id % 12) {
      case 0 -> new RandomReply("+" + n + "\r\n", n);
      case 1 -> new RandomReply(":" + n + "\r\n", n);
      case 2 -> new RandomReply("-ERR " + n + "\r\n", "ERR " + n);
      case 3 -> new RandomReply("!" + (n.length() + 4) + "\r\nERR " + n + "\r\n", "ERR " + n);
      case 4 ->
        new RandomReply("*2\r\n" + bulk + "*1\r\n:" + n + "\r\n", "[" + n + ", [" + n + "]]");
      case 5 -> new RandomReply("%1\r\n+k\r\n" + bulk, "{k: " + n + "}");
      case 6 -> new RandomReply("," + n + ".5\r\n", Double.toString(id + 0.5));
      case 7 -> new RandomReply("(9" + "0".repeat(30) + n + "\r\n", "9" + "0".repeat(30) + n);
      case 8 -> new RandomReply("=" + (n.length() + 4) + "\r\ntxt:" + n + "\r\n", n);
      case 9 -> new RandomReply("|1\r\n+ttl\r\n:1\r\n" + bulk, n);
      case 10 -> new RandomReply("$" + longer.length() + "\r\n" + longer + "\r\n", longer);
      default -> new RandomReply(bulk, n);
    };
  }

  /** One connection; its event loop. */
  private final class Connection {

    private final NetSocket socket;
    private final Random random = new Random(seed + accepted.incrementAndGet());
    private final StringBuilder out = new StringBuilder();
    private boolean late;
    private boolean waiting;
    private boolean ending;

    Connection(NetSocket socket) {
      this.socket = socket;
      open.incrementAndGet();
      FrameReader reader = new FrameReader(ReplyLimits.DEFAULT, this::command);
      socket.handler(bytes -> {
        Replies.feed(reader, bytes);
        flush();
      });
      socket.closeHandler(v -> {
        ending = true;
        open.decrementAndGet();
      });
    }

    private void command(Response command) {
      if (ending) {
        return;
      }
      if (command.get(0).toString().equals("hello")) {
        out.append(HELLO3);
        return;
      }
      int id = command.get(1).toInteger();
      seen.add(id);
      out.append(random.nextInt(50) == 0 ? PUSH : "");
      answer(reply(id).wire());
    }

    private void answer(String reply) {
      switch (random.nextInt(8000)) {
        case 0, 1 -> {
          out.append(reply, 0, reply.length() / 2);
          ending = true;
        }
        case 2 -> {
          out.append("?what\r\n");
          ending = true;
        }
        case 3, 4 -> {
          late = true;
          out.append(reply);
        }
        default -> out.append(reply);
      }
    }

    private void flush() {
      if (waiting) {
        return;
      }
      if (late) {
        late = false;
        pause(LATE_MILLIS);
        return;
      }
      int cut = random.nextInt(8) == 0 ? random.nextInt(out.length() + 1) : out.length();
      socket.write(Buffer.buffer(out.substring(0, cut)));
      out.delete(0, cut);
      if (!out.isEmpty()) {
        pause(1);
      } else if (ending) {
        socket.close();
      }
    }

    private void pause(int millis) {
      waiting = true;
      vertx.setTimer(millis, id -> {
        waiting = false;
        flush();
      });
    }
  }
}
