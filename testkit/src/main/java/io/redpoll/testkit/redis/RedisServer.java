package io.redpoll.testkit.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One running Redis server process on its own address, with an empty data directory that ends with it.
 *
 * <p>Its methods block, and may be called on any thread that may block.
 */
public final class RedisServer implements AutoCloseable {

  private static final int COMMAND_TIMEOUT_MILLIS = 5_000;
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  private final RedisServerOptions options;
  private final InetSocketAddress address;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private volatile RedisProcess process;
  private volatile boolean restarting;
  private volatile boolean frozen;

  private RedisServer(RedisServerOptions options, InetSocketAddress address, RedisProcess process) {
    this.options = options;
    this.address = address;
    become(process);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It cannot fail, and nobody waits for it.
  private void become(RedisProcess next) {
    process = next;
    next.whenGone().thenAccept(ended -> {
      if (process == next && !restarting) {
        gone.complete(null);
      }
    });
  }

  /** Starts a server with the defaults. */
  public static RedisServer start() {
    return start(RedisServerOptions.DEFAULT);
  }

  /**
   * Starts a server on an address of its own, and returns when it answers.
   *
   * @throws RedisServerException if there is no server program, or it does not come up
   */
  public static RedisServer start(RedisServerOptions options) {
    RedisBinary binary = RedisBinary.find(options.binary());
    for (int attempt = 1; ; attempt++) {
      int port = options.sentinel().isEmpty() ? PORT : SENTINEL_PORT;
      InetSocketAddress address = Loopback.INSTANCE.next(options.addressing(), port);
      RedisProcess process = RedisProcess.start(binary, address, options);
      if (process.awaitReady(address)) {
        return new RedisServer(options, address, process);
      }
      String explanation = process.describe();
      process.close();
      // Someone may have taken the address since it was found free.
      if (attempt == 3 || !explanation.contains("Address already in use")) {
        throw new RedisServerException("redis server at " + address.getHostString() + ":"
            + address.getPort() + " did not come up: " + explanation);
      }
    }
  }

  /** The address that it listens on: a literal, never to be resolved. */
  public String host() {
    return address.getHostString();
  }

  public int port() {
    return address.getPort();
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.alive();
  }

  /** Whether it was frozen and not thawed since. */
  public boolean frozen() {
    return frozen;
  }

  /** The last lines that it wrote. */
  public List<String> output() {
    return process.output();
  }

  /** Done when the process is gone, however it went, and is not started again in its place; completed on a thread of the JDK. */
  public CompletableFuture<Void> whenGone() {
    return gone;
  }

  /** SIGKILL: returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM: returns at once, the server goes in its own time. */
  public void terminate() {
    process.terminate();
  }

  /** SIGSTOP: connections open and stay open, but nothing is answered. Returns when the process stands still. */
  public void freeze() {
    process.freeze();
    frozen = true;
  }

  /** SIGCONT: what was asked in the meantime is answered now. */
  public void thaw() {
    process.thaw();
    frozen = false;
  }

  /**
   * A container that crashes and is started again: SIGKILL, and a new process at the same address, with the disk of the old
   * one. Returns when it answers.
   *
   * @param meanwhile what is done between the two
   * @throws RedisServerException if it does not come up
   */
  public void restartInPlace(Runnable meanwhile) {
    restarting = true;
    process.kill();
    meanwhile.run();
    become(process.again(RedisBinary.find(options.binary()), address, options));
    restarting = false;
    frozen = false;
    if (!process.awaitReady(address)) {
      throw new RedisServerException(this + " did not come up again: " + process.describe());
    }
  }

  /** Ends this server, and starts another with the same options at another address. */
  public RedisServer restart() {
    close();
    return start(options);
  }

  /**
   * Asks the server, over a connection of its own.
   *
   * @return the reply as text: elements of an array by lines, an error with its minus sign, nil as nothing
   * @throws RedisServerException if no reply comes within 5 s
   */
  public String command(String... words) {
    try (RespClient client = new RespClient(address, COMMAND_TIMEOUT_MILLIS)) {
      return client.send(words);
    } catch (IOException failed) {
      throw silent(words[0], failed);
    }
  }

  /** The same behind a login with this password. */
  public String commandAs(String password, String... words) {
    try (RespClient client = new RespClient(address, COMMAND_TIMEOUT_MILLIS)) {
      String login = client.send("AUTH", password);
      return login.equals("OK") ? client.send(words) : login;
    } catch (IOException failed) {
      throw silent(words[0], failed);
    }
  }

  private RedisServerException silent(String command, IOException failed) {
    return new RedisServerException(
        "redis server at " + host() + ":" + port() + ": no reply to " + command + ": "
            + failed.getMessage(),
        failed);
  }

  /** Ends the process, in whatever state it is, and deletes its data. */
  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return "redis server at " + host() + ":" + port() + " (pid " + pid() + ")";
  }
}
