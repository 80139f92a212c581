package io.redpoll.testkit.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a process wrote. A thread of its own reads until the process is gone. */
final class OutputTail {

  private static final int LINES = 20;
  private static final long END_MILLIS = 2_000;

  private final Thread reader;

  // Replaced by the reading thread alone; anyone may read it.
  private volatile List<String> lines = List.of();

  OutputTail(InputStream output, String name) {
    reader = new Thread(() -> read(output), name + " output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits until the last words of a process that is gone are read; not for ever, since a child of it may still hold the pipe. */
  void awaitEnd() {
    try {
      reader.join(END_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  List<String> lines() {
    return lines;
  }

  private void read(InputStream output) {
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        last.addLast(line);
        if (last.size() > LINES) {
          last.removeFirst();
        }
        lines = List.copyOf(last);
      }
    } catch (IOException closed) {
      // The stream is closed under the reader when the process is destroyed: what was read stays.
      lines = List.copyOf(last);
    }
  }
}
