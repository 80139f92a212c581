package io.redpoll.agent.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When pods were not well: from just before a fault to a while after its end. For one thread. */
final class Troubles {

  private static final long BEFORE_MILLIS = 1_000;

  private final Map<String, List<long[]>> spans = new TreeMap<>();

  /** A pod may be called down from now on. */
  void begin(String pod) {
    spans
        .computeIfAbsent(pod, any -> new ArrayList<>())
        .add(new long[] {System.currentTimeMillis() - BEFORE_MILLIS, Long.MAX_VALUE});
  }

  /** It has that long to be found well again. */
  void end(String pod, Duration healing) {
    List<long[]> of = spans.get(pod);
    of.get(of.size() - 1)[1] = System.currentTimeMillis() + healing.toMillis();
  }

  /** The downs of a report that no fault explains. */
  List<JsonObject> falseDowns(Report report) {
    return report.downs().stream()
        .filter(down -> spans.getOrDefault(down.getString("pod"), List.of()).stream()
            .noneMatch(span -> span[0] <= down.getLong("at") && down.getLong("at") <= span[1]))
        .toList();
  }
}
