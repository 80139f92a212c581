package io.redpoll.handle;

import static java.util.stream.Collectors.joining;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;

/** Snapshots in the words of error messages. */
final class SnapshotWords {

  private static final int MOST_ENDPOINTS = 12;

  private SnapshotWords() {}

  /** {@code sharded, 2 of 3 endpoints usable: redis-0 UP, redis-1 DOWN (connection refused), redis-2 UP}. */
  static String describe(Snapshot snapshot) {
    long usable = snapshot.endpoints().stream().filter(EndpointState::usable).count();
    int known = snapshot.endpoints().size();
    String counts =
        snapshot.topology().label() + ", " + usable + " of " + known + " endpoints usable";
    if (known == 0) {
      return counts;
    }
    return counts
        + snapshot.endpoints().stream()
            .limit(MOST_ENDPOINTS)
            .map(SnapshotWords::describe)
            .collect(joining(", ", ": ", known > MOST_ENDPOINTS ? ", ..." : ""));
  }

  /** {@code redis-1 DOWN (connection refused)}. */
  static String describe(EndpointState state) {
    String what = state.endpoint().shard() + " " + (state.fenced() ? "FENCED" : state.status());
    return state.status() == Status.UP || state.reason().isEmpty()
        ? what
        : what + " (" + state.reason() + ")";
  }
}
