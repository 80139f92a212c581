package io.redpoll.bench;

import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.redis.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A proxy process in front of a stateful set. There is no DNS here, so who runs it is told where the pods are: it looks each
 * {@value #LOOK_MILLIS} ms, which is faster than DNS would be.
 */
abstract class Proxy implements AutoCloseable {

  static final long LOOK_MILLIS = 200;

  private static final int PATIENCE_SECONDS = 10;

  private final StatefulSet pods;
  private final Path directory;
  private final InetSocketAddress address;
  private final ScheduledExecutorService looker =
      Executors.newSingleThreadScheduledExecutor(Proxy::thread);
  private List<InetSocketAddress> known = List.of();
  private Process process;

  Proxy(StatefulSet pods) throws IOException {
    this.pods = pods;
    this.directory = Files.createTempDirectory("redpoll-proxy-");
    this.address = freeAddress();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    return thread;
  }

  /** The program, if it is installed; Debian has such where only root looks. */
  static Optional<Path> program(String name) {
    return Programs.onPath(name)
        .or(() -> Optional.of(Path.of("/usr/sbin", name)).filter(Files::isExecutable));
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return address;
  }

  /** Where it may keep files. */
  Path directory() {
    return directory;
  }

  /** The pods are elsewhere now; {@code now} is by ordinal. */
  abstract void moved(List<InetSocketAddress> before, List<InetSocketAddress> now)
      throws IOException;

  /** Starts following the pods; returns when it listens. Blocks. */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // It ends with the scheduler, and tells its own failures.
  void follow() throws IOException, InterruptedException {
    look();
    looker.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!listens()) {
      if (System.nanoTime() > end) {
        throw new IOException("proxy at " + address + ": does not listen");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void look() {
    List<InetSocketAddress> now = pods.pods().stream()
        .map((RedisPod pod) -> new InetSocketAddress(pod.host(), pod.port()))
        .toList();
    if (now.size() == pods.spec().replicas() && !now.equals(known)) {
      try {
        moved(known, now);
        known = now;
      } catch (IOException failed) {
        System.err.println("proxy at " + address + ": " + failed.getMessage());
      }
    }
  }

  /** Starts the process, in the place of one that runs. */
  void run(List<String> command) throws IOException {
    end();
    process = new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private void end() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  @Override
  public void close() {
    looker.shutdownNow();
    end();
    try (var files = Files.list(directory)) {
      files.forEach(file -> file.toFile().delete());
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An address that nobody listens on. */
  static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
