package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A load.
 *
 * @param operation what is asked
 * @param bytes how large values are
 * @param users how many commands are outstanding
 * @param loops from how many event loops
 */
record Setting(Operation operation, int bytes, int users, int loops) {

  /** The same for each number of users. */
  static List<Setting> of(Operation operation, int bytes, int loops, List<Integer> users) {
    return users.stream()
        .map(count -> new Setting(operation, bytes, count, loops))
        .toList();
  }

  Map<String, Object> words() {
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("command", operation.name());
    words.put("bytes", bytes);
    words.put("outstanding", users);
    words.put("loops", loops);
    return words;
  }
}
