package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.SweepStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Has the keys of others deleted from the shards that stood in for them, so that these may leave the ring again. Belongs to a
 * judge.
 *
 * <p>A shard is swept only if its Service is SHARDED in mode cache, and only while the ring has it. A walk over its keys is made of
 * steps, each a question of its own; it is worth something only if all of it saw one process under one ring, so it starts over
 * when either changes, and what an earlier walk is answered then counts for nothing. What is there from the start of a walk to its
 * end is seen by it (the guarantee of <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>).
 */
final class Sweeping {

  /**
   * How long a ring is left alone before a walk begins, since whatever is written by an older ring behind its back stays. An
   * application that lost the announcement of a ring reads the record within 10 s, and what it sent before that is over
   * within its deadline, 2 s if it states none.
   */
  static final Duration WAIT = Duration.ofSeconds(15);

  private static final Duration AGAIN_AFTER_REFUSAL = Duration.ofSeconds(30);

  /** Far above the timeout of whoever carries the question. */
  private static final Duration LOST = Duration.ofSeconds(30);

  private static final long NOTHING_ASKED = 0;

  private static final String NEEDED = "its keys of other shards stay, and so do these in the ring"
      + " when they fail (needed: an account with +scan +unlink +select, and all keys, ~*)";

  private final String self;
  private final Consumer<Question> questions;
  private final Map<EndpointId, Walk> walks = new HashMap<>();
  private final Map<EndpointId, String> refusals = new HashMap<>();
  private List<String> ring = List.of();
  private Instant since = Instant.MIN;
  private long asked = NOTHING_ASKED;

  /**
   * Where a walk is.
   *
   * @param runId the process that it walks over
   * @param cursor where it goes on
   * @param due when the next step is to be asked for, or again if the answer is lost
   * @param open the number of the question that is open, {@link #NOTHING_ASKED} if there is none
   * @param over whether it is at its end
   */
  private record Walk(String runId, String cursor, Instant due, long open, boolean over) {

    boolean isDue(Instant now) {
      return !over && !due.isAfter(now);
    }
  }

  Sweeping(String self, Consumer<Question> questions) {
    this.self = self;
    this.questions = questions;
  }

  /** Whether all of a walk over this process is done, under the ring that there is. */
  boolean isSwept(EndpointId endpoint, String runId) {
    Walk walk = walks.get(endpoint);
    return walk != null && walk.over() && walk.runId().equals(runId);
  }

  /** Asks for the steps that are due. */
  void begin(Assessment assessment, Conclusion conclusion, Snapshot current, Instant now) {
    if (!conclusion.ring().shards().equals(ring)) {
      ring = conclusion.ring().shards();
      since = now;
      walks.clear();
    }
    boolean cache = conclusion.isCache(current);
    for (Endpoint endpoint : assessment.members().data()) {
      if (!cache || !conclusion.ring().mustBeSwept(assessment.shard(endpoint))) {
        walks.remove(endpoint.id());
        continue;
      }
      String runId = assessment.members().health(endpoint).facts().runId();
      Walk walk = walks.get(endpoint.id());
      if (walk == null || !walk.runId().equals(runId)) {
        walk = new Walk(runId, SweepStep.START, since.plus(WAIT), NOTHING_ASKED, false);
      }
      walks.put(endpoint.id(), walk.isDue(now) ? ask(current, endpoint, walk, now) : walk);
    }
  }

  private Walk ask(Snapshot current, Endpoint endpoint, Walk walk, Instant now) {
    asked++;
    SweepStep step = new SweepStep(walk.runId(), ring, walk.cursor());
    questions.accept(new Question.Sweep(current.service(), endpoint, step, asked));
    return new Walk(walk.runId(), walk.cursor(), now.plus(LOST), asked, false);
  }

  /** Whether the answer to this question is waited for. */
  boolean isOpen(Question.Sweep question) {
    Walk walk = walks.get(question.endpoint().id());
    return walk != null && walk.open() == question.number();
  }

  /** Takes the answer to an open question: where the walk goes on. */
  List<HealthEvent> answered(
      Question.Sweep question, String cursor, Snapshot current, Instant now) {
    boolean over = cursor.equals(SweepStep.START);
    String runId = question.step().runId();
    walks.put(question.endpoint().id(), new Walk(runId, cursor, now, NOTHING_ASKED, over));
    refusals.remove(question.endpoint().id());
    return over
        ? List.of(event(
            EventType.SHARD_SWEPT,
            question,
            "swept",
            current,
            now,
            "the keys of other shards were deleted from it"))
        : List.of();
  }

  /** Takes the answer to an open question: why the walk does not go on. */
  List<HealthEvent> refused(Question.Sweep question, String why, Snapshot current, Instant now) {
    EndpointId id = question.endpoint().id();
    SweepStep step = question.step();
    walks.put(
        id,
        new Walk(step.runId(), step.cursor(), now.plus(AGAIN_AFTER_REFUSAL), NOTHING_ASKED, false));
    boolean news = !why.equals(refusals.put(id, why));
    return news
        ? List.of(event(EventType.SHARD_UNSWEPT, question, why, current, now, NEEDED))
        : List.of();
  }

  private HealthEvent event(
      EventType type,
      Question.Sweep question,
      String to,
      Snapshot current,
      Instant now,
      String what) {
    Cause cause = new Cause(self, now, what);
    return Notices.event(type, current, question.endpoint(), "", to, now, List.of(cause));
  }

  /** Whether time alone has made something due. */
  boolean isDue(Instant now) {
    return walks.values().stream().anyMatch(walk -> walk.isDue(now));
  }

  void retain(Collection<EndpointId> known) {
    walks.keySet().retainAll(known);
    refusals.keySet().retainAll(known);
  }
}
