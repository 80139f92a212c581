package io.redpoll.testkit.kubernetes;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A line to an API server that can be cut, frozen or slowed on command. It passes bytes on and knows nothing of them, so
 * it serves TLS too.
 *
 * <p>Its methods block and may be called on any thread but an event loop.
 */
public final class Wire implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final URI target;
  private final NetClient client = vertx.createNetClient();
  private final int port;

  // These belong to the context.
  private final Set<Link> links = new LinkedHashSet<>();
  private long cutAfter = Long.MAX_VALUE;
  private boolean bytewise;
  private boolean down;

  private Wire(URI target) {
    this.target = target;
    this.port = call(() -> {
      NetServer server = vertx.createNetServer().connectHandler(near -> new Link(near).open());
      return server.listen(0, HOST).map(NetServer::actualPort);
    });
  }

  /** A line to the server at this URI: {@code https://127.0.0.1:port}. */
  public static Wire to(String uri) {
    return new Wire(URI.create(uri));
  }

  /** Where the near end is; with the scheme of the far end. */
  public String uri() {
    return target.getScheme() + "://" + HOST + ":" + port;
  }

  /** How many connections there are, frozen ones too. */
  public int connections() {
    return call(() -> Future.succeededFuture(links.size()));
  }

  /** Breaks all connections now. */
  public void cut() {
    run(() -> List.copyOf(links).forEach(Link::close));
  }

  /** Breaks the connection on which the server's next bytes come in, after so many of them; once. */
  public void cutAfter(long bytes) {
    run(() -> cutAfter = bytes);
  }

  /**
   * Breaks all connections, and each new one as soon as it is made. Unlike a server that was stopped it keeps its port, so
   * that no other process can take it meanwhile.
   */
  public void down() {
    run(() -> {
      down = true;
      List.copyOf(links).forEach(Link::close);
    });
  }

  /** Ends {@link #down()}. */
  public void up() {
    run(() -> down = false);
  }

  /** From now on nothing passes the present connections, and neither end is told: half-open. */
  public void freeze() {
    run(() -> links.forEach(link -> link.frozen = true));
  }

  /** From now on each byte of the server comes alone. */
  public void bytewise() {
    run(() -> bytewise = true);
  }

  /** Ends it, and all connections with it. */
  @Override
  public void close() {
    await(vertx.close());
  }

  private void run(Runnable work) {
    call(() -> {
      work.run();
      return Future.succeededFuture();
    });
  }

  private <T> T call(Supplier<Future<T>> work) {
    Promise<T> outcome = Promise.promise();
    context.runOnContext(now -> work.get().onComplete(outcome));
    return await(outcome.future());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException("wire: no outcome within " + PATIENCE_SECONDS + " s", late);
    }
  }

  /** One connection: the client's near end and the server's far end. */
  private final class Link {
    private final NetSocket near;
    private NetSocket far;
    private boolean frozen;

    Link(NetSocket near) {
      this.near = near;
    }

    void open() {
      if (down) {
        observe(near.close());
        return;
      }
      links.add(this);
      near.pause();
      near.closeHandler(closed -> close());
      near.exceptionHandler(broken -> close());
      client.connect(target.getPort(), target.getHost()).onComplete(this::connected, e -> close());
    }

    private void connected(NetSocket socket) {
      far = socket;
      far.closeHandler(closed -> {
        if (!frozen) {
          close();
        }
      });
      far.exceptionHandler(broken -> {});
      far.handler(this::downstream);
      near.handler(bytes -> {
        if (!frozen) {
          observe(far.write(bytes));
        }
      });
      near.resume();
    }

    private void downstream(Buffer bytes) {
      if (frozen) {
        return;
      }
      if (bytes.length() < cutAfter) {
        cutAfter = cutAfter == Long.MAX_VALUE ? cutAfter : cutAfter - bytes.length();
        pass(bytes);
        return;
      }
      Buffer last = bytes.getBuffer(0, (int) cutAfter);
      cutAfter = Long.MAX_VALUE;
      far.handler(ignored -> {});
      near.write(last).onComplete(written -> close());
    }

    private void pass(Buffer bytes) {
      if (bytewise) {
        for (byte one : bytes.getBytes()) {
          observe(near.write(Buffer.buffer(new byte[] {one})));
        }
      } else {
        observe(near.write(bytes));
      }
    }

    void close() {
      links.remove(this);
      observe(near.close());
      if (far != null) {
        observe(far.close());
      }
    }

    /** What fails here ends the connection, which its handlers notice. */
    private void observe(Future<Void> outcome) {
      outcome.onComplete(done -> {});
    }
  }
}
