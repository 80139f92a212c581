package io.redpoll.health;

import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A doubt about one endpoint while witnesses are asked (design 6.3, confirm before down). Pure.
 *
 * @param number of the question to the witnesses
 * @param evidence what its prober saw last
 * @param decisive whether the prober has failed as often as it takes
 * @param testimony what the witnesses saw that answered in time, empty as long as they are waited for
 * @param witnesses who is asked
 * @param since when they were asked
 */
record Inquiry(
    long number,
    Observation evidence,
    boolean decisive,
    Optional<List<Observation>> testimony,
    List<String> witnesses,
    Instant since) {

  /** The same with the failure of the prober that was missing. */
  Inquiry decidedBy(Observation last) {
    return new Inquiry(number, last, true, testimony, witnesses, since);
  }

  /** The same with what the witnesses saw. */
  Inquiry with(List<Observation> seen) {
    return new Inquiry(number, evidence, decisive, Optional.of(seen), witnesses, since);
  }

  /** Whether both are there, the failures of the prober and the testimony, whichever came first. */
  boolean isComplete() {
    return decisive && testimony.isPresent();
  }

  /**
   * What follows when it is complete. All fail, or nobody answers: DOWN, with all of it in the cause. Some reach it:
   * UNREACHABLE for those who do not.
   *
   * @param before the health while they were asked, with the prober's failures pending
   * @param nodeOf the node of an agent
   */
  EndpointHealth conclude(EndpointHealth before, Function<String, String> nodeOf) {
    List<Observation> witnessed = testimony.orElseThrow();
    List<Cause> chain = new ArrayList<>(
        before.pending().failures() > 0
            ? before.pending().chain()
            : List.of(EndpointHealth.cause(evidence)));
    witnessed.forEach(seen -> chain.add(EndpointHealth.cause(seen)));
    List<Observation> reached = witnessed.stream().filter(Inquiry::reached).toList();
    Unreached seen = (Unreached) evidence.finding();
    if (reached.isEmpty()) {
      return before.down(seen, chain);
    }
    Set<String> without = witnessed.stream()
        .filter(other -> !reached(other))
        .map(other -> nodeOf.apply(other.observer()))
        .collect(Collectors.toCollection(TreeSet::new));
    without.add(nodeOf.apply(evidence.observer()));
    Set<String> with = reached.stream()
        .map(other -> nodeOf.apply(other.observer()))
        .collect(Collectors.toCollection(TreeSet::new));
    without.removeAll(with);
    String why = "reached from " + String.join(", ", with) + ", not from "
        + (without.isEmpty() ? evidence.observer() : String.join(", ", without));
    ReplicationFacts said =
        reached.stream().flatMap(o -> o.facts().stream()).findFirst().orElse(before.facts());
    return before.unreachable(List.copyOf(without), why, said, chain);
  }

  /** Whatever answers is reached, also with an error or in another protocol. */
  private static boolean reached(Observation seen) {
    return !(seen.finding() instanceof Unreached failed) || failed.failure() == Failure.PROTOCOL;
  }
}
