package io.redpoll.testing;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server on a port of its own that reads RESP commands and answers whatever its script says. */
public final class ScriptedServer implements AutoCloseable {

  private static final String HELLO3 = "%1\r\n$5\r\nproto\r\n:3\r\n";

  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final NetServer server;

  private ScriptedServer(Vertx vertx, NetServerOptions options, Script script) {
    this.server = vertx.createNetServer(options).connectHandler(socket -> accept(socket, script));
  }

  /** What to do with a command. On the server's event loop. */
  public interface Script {
    void on(Client client, List<String> command);

    /** The same, behind an answer to HELLO 3. */
    default Script afterHello() {
      return (client, command) -> {
        if (command.get(0).equalsIgnoreCase("hello")) {
          client.write(HELLO3);
        } else {
          on(client, command);
        }
      };
    }
  }

  /** Starts a server with this script. */
  public static ScriptedServer start(Vertx vertx, Script script) {
    return start(vertx, new NetServerOptions(), script);
  }

  /** Starts a server that sends these bytes to whoever connects, and closes. */
  public static ScriptedServer startGreeting(Vertx vertx, String greeting) {
    ScriptedServer server = new ScriptedServer(vertx, new NetServerOptions(), (c, command) -> {});
    server.server.connectHandler(socket -> socket.end(Buffer.buffer(greeting)));
    return server.listen();
  }

  /** Starts a server with this script and these options, TLS for instance. */
  public static ScriptedServer start(Vertx vertx, NetServerOptions options, Script script) {
    return new ScriptedServer(vertx, options, script).listen();
  }

  public HostAndPort address() {
    return new HostAndPort("127.0.0.1", server.actualPort());
  }

  /** Every connection that was ever accepted, in order. */
  public List<Client> clients() {
    return clients;
  }

  @Override
  public void close() {
    try {
      server.close().await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the scripted server does not stop", e);
    }
  }

  private ScriptedServer listen() {
    try {
      server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS);
      return this;
    } catch (TimeoutException e) {
      throw new IllegalStateException("the scripted server does not start", e);
    }
  }

  private void accept(NetSocket socket, Script script) {
    Client client = new Client(socket, script);
    clients.add(client);
    socket.handler(client::read);
    socket.exceptionHandler(reset -> client.reset = true);
    socket.closeHandler(v -> client.closed = true);
  }

  /** One connection to the server. */
  public static final class Client {

    private final NetSocket socket;
    private final Script script;
    private final List<List<String>> commands = new CopyOnWriteArrayList<>();
    private Buffer unread = Buffer.buffer();
    private volatile int reads;
    private volatile boolean reset;
    private volatile boolean closed;

    Client(NetSocket socket, Script script) {
      this.socket = socket;
      this.script = script;
    }

    /** All commands so far. */
    public List<List<String>> commands() {
      return commands;
    }

    /** How often bytes came. */
    public int reads() {
      return reads;
    }

    public boolean isClosed() {
      return closed;
    }

    /** Whether it was closed by a reset, which also throws away what was on its way. */
    public boolean isReset() {
      return reset;
    }

    /** Sends bytes as they are. */
    public void write(String bytes) {
      socket.write(Buffer.buffer(bytes));
    }

    /** Sends bytes one by one, each in its own packet. */
    public void trickle(String bytes) {
      if (!bytes.isEmpty()) {
        socket
            .write(Buffer.buffer(bytes.substring(0, 1)))
            .onSuccess(v -> trickle(bytes.substring(1)));
      }
    }

    public void close() {
      socket.close();
    }

    /** Takes no more bytes, so that the other side cannot send any when the buffers between are full. */
    public void stopReading() {
      socket.pause();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the server's event loop alone
    private void read(Buffer bytes) {
      reads++;
      unread.appendBuffer(bytes);
      for (List<String> command = next(); command != null; command = next()) {
        commands.add(command);
        script.on(this, command);
      }
    }

    private List<String> next() {
      String text = unread.toString("ISO-8859-1");
      List<String> command = new ArrayList<>();
      int at = text.indexOf("\r\n");
      if (at < 0) {
        return null;
      }
      int arguments = Integer.parseInt(text.substring(1, at));
      at += 2;
      for (int i = 0; i < arguments; i++) {
        int eol = text.indexOf("\r\n", at);
        if (eol < 0) {
          return null;
        }
        int start = eol + 2;
        int end = start + Integer.parseInt(text.substring(at + 1, eol));
        if (end + 2 > text.length()) {
          return null;
        }
        command.add(text.substring(start, end));
        at = end + 2;
      }
      unread = unread.getBuffer(at, unread.length());
      return command;
    }
  }
}
