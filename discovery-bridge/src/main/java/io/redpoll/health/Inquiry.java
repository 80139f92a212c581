package io.redpoll.health;

import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A doubt about one endpoint while witnesses are asked (design 6.3, confirm before down). Pure.
 *
 * @param number of the question to the witnesses
 * @param evidence what its prober saw last
 * @param decisive whether the prober has failed as often as it takes, so that nothing but the testimony is missing
 * @param witnesses who is asked
 * @param since when they were asked
 */
record Inquiry(
    long number, Observation evidence, boolean decisive, List<String> witnesses, Instant since) {

  /** The same with the failure of the prober that was missing. */
  Inquiry decidedBy(Observation last) {
    return new Inquiry(number, last, true, witnesses, since);
  }

  /** Whether the testimony stands in for what the prober has not seen yet: somebody answered, and nobody reached it. */
  boolean isConfirmedBy(List<Observation> testimony) {
    return !testimony.isEmpty() && testimony.stream().noneMatch(Inquiry::reached);
  }

  /**
   * What follows from the testimony. All fail, or nobody answers: DOWN, with all of it in the cause. Some reach it:
   * UNREACHABLE for those who do not.
   *
   * @param before the health while they were asked, with the prober's failures pending
   * @param testimony what the witnesses saw that answered in time
   * @param nodeOf the node of an agent
   */
  EndpointHealth conclude(
      EndpointHealth before, List<Observation> testimony, Function<String, String> nodeOf) {
    List<Cause> chain = new ArrayList<>(
        before.pending().failures() > 0
            ? before.pending().chain()
            : List.of(EndpointHealth.cause(evidence)));
    testimony.forEach(seen -> chain.add(EndpointHealth.cause(seen)));
    List<Observation> reached = testimony.stream().filter(Inquiry::reached).toList();
    Unreached seen = (Unreached) evidence.finding();
    if (reached.isEmpty()) {
      return before.down(seen, chain);
    }
    Set<String> without = testimony.stream()
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
