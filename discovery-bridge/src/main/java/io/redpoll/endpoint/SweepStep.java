package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One step of a walk over all keys of a shard that deletes those of other shards: what it held for them while they were away.
 *
 * @param runId the process to walk over: another one under its name is left alone
 * @param ring the shards that carry keys; who is not among them is left alone
 * @param cursor where the walk is: {@link #START}, or what the step before it answered
 */
public record SweepStep(String runId, List<String> ring, String cursor) {

  /** Where a walk starts, and what its last step answers. */
  public static final String START = "0";

  public SweepStep {
    requireNonNull(runId, "runId is null");
    ring = List.copyOf(ring);
    requireNonNull(cursor, "cursor is null");
  }
}
