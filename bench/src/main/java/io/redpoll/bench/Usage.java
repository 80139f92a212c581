package io.redpoll.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this JVM and its Redis have used up.
 *
 * @param bytes heap allocated by all threads that live
 * @param clientNanos processor time of this JVM
 * @param serverNanos processor time of Redis
 */
record Usage(long bytes, long clientNanos, long serverNanos) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Up to now; {@code server} is the process of Redis. */
  static Usage now(long server) {
    return new Usage(Allocation.bytes(), SYSTEM.getProcessCpuTime(), nanos(server));
  }

  Usage minus(Usage before) {
    return new Usage(
        bytes - before.bytes, clientNanos - before.clientNanos, serverNanos - before.serverNanos);
  }

  /** What was used in windows that lie side by side: each has seen all of it. */
  static Usage mean(List<Usage> all) {
    return new Usage(
        (long) all.stream().mapToLong(Usage::bytes).average().orElseThrow(),
        (long) all.stream().mapToLong(Usage::clientNanos).average().orElseThrow(),
        (long) all.stream().mapToLong(Usage::serverNanos).average().orElseThrow());
  }

  /** Linux counts nanoseconds of each thread; what Java tells elsewhere is in hundredths of a second. */
  private static long nanos(long process) {
    Path threads = Path.of("/proc", Long.toString(process), "task");
    try (Stream<Path> list = Files.list(threads)) {
      return list.mapToLong(Usage::nanosOfThread).sum();
    } catch (IOException e) {
      return ProcessHandle.of(process)
          .flatMap(handle -> handle.info().totalCpuDuration())
          .orElse(Duration.ZERO)
          .toNanos();
    }
  }

  private static long nanosOfThread(Path thread) {
    try {
      String line = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (IOException e) {
      // It has just ended.
      return 0;
    }
  }
}
