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

  // Replaced by the reading thread alone; anyone may read it.
  private volatile List<String> lines = List.of();

  private OutputTail() {}

  static OutputTail of(InputStream output, String name) {
    OutputTail tail = new OutputTail();
    Thread reader = new Thread(() -> tail.read(output), name + " output");
    reader.setDaemon(true);
    reader.start();
    return tail;
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
