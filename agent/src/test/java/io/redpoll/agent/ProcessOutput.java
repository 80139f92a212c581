package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The lines of a process, read by a thread of their own, so that whoever waits for one gives up after a while instead of
 * hanging with a process that says nothing more. For one reader; it blocks.
 */
final class ProcessOutput {

  private final BlockingQueue<Optional<String>> arrived = new LinkedBlockingQueue<>();
  private final List<String> lines = new ArrayList<>();
  private final Duration ceiling;
  private boolean ended;

  /**
   * Begins to read, until the end of {@code output}.
   *
   * @param ceiling how long to wait for what is asked for, at most
   */
  ProcessOutput(BufferedReader output, Duration ceiling) {
    this.ceiling = ceiling;
    Thread reader = new Thread(() -> read(output), "process-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** The next line with {@code text}; all that came fails the test if there is none before the end or the ceiling. */
  String lineWith(String text) {
    long begin = System.nanoTime();
    while (!ended) {
      Optional<String> found = next(begin, "line with " + text).filter(line -> line.contains(text));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw failure("no line with " + text + " before the end of the output");
  }

  /** All lines to the end of the output; all that came fails the test if that is not reached before the ceiling. */
  List<String> allLines() {
    long begin = System.nanoTime();
    while (!ended) {
      next(begin, "end of the output");
    }
    return lines;
  }

  /** All lines that were asked for so far. */
  List<String> lines() {
    return lines;
  }

  private Optional<String> next(long begin, String wanted) {
    Optional<String> line = take(ceiling.toNanos() - (System.nanoTime() - begin))
        .orElseThrow(() -> failure("no " + wanted + " within " + ceiling));
    line.ifPresent(lines::add);
    ended = line.isEmpty();
    return line;
  }

  /** Empty if the time is over; the end of the output is an empty line. */
  private Optional<Optional<String>> take(long nanos) {
    try {
      return Optional.ofNullable(arrived.poll(nanos, NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  private AssertionError failure(String why) {
    return new AssertionError(why + "; it said:\n" + String.join("\n", lines));
  }

  private void read(BufferedReader output) {
    try (output) {
      output.lines().map(Optional::of).forEach(arrived::add);
    } catch (IOException | UncheckedIOException closed) {
      // It was ended while it was read.
    }
    arrived.add(Optional.empty());
  }
}
