package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The open doubts about the endpoints of one Service, and when witnesses are asked. Belongs to its judge. */
final class Inquiries {

  /** Two, as the design has it: with the prober's own they are three opinions. */
  private static final int WITNESSES = 2;

  /** How often witnesses are asked again about one that is out: a path may break or heal, and a pod die. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** When an answer counts as lost. Whoever carries questions answers within one timeout. */
  private static final Duration LOST = Duration.ofSeconds(10);

  private final Ownership ownership;
  private final LongSupplier numbers;
  private final Map<EndpointId, Inquiry> open = new HashMap<>();
  private final Map<EndpointId, Instant> lastAsked = new HashMap<>();

  /** No doubts yet; {@code numbers} gives each inquiry its own. */
  Inquiries(Ownership ownership, LongSupplier numbers) {
    this.ownership = ownership;
    this.numbers = numbers;
  }

  /**
   * Whether {@code observation} is not enough without a second opinion: evidence is hard only from the endpoint's own node,
   * since on a path a firewall or a proxy refuses and resets, too. Without a witness the prober's word counts.
   */
  boolean needed(Endpoint endpoint, EndpointHealth health, Observation observation) {
    return observation.finding() instanceof Unreached seen
        && !(seen.failure().hard() && isLocal(observation.observer(), endpoint))
        && !(seen.failure().hard() && health.status() == Status.DOWN && !health.soft())
        && !witnesses(endpoint).isEmpty();
  }

  /** Opens an inquiry, unless there is one already, or one was just closed. */
  Optional<Inquiry> open(
      Endpoint endpoint, EndpointHealth health, Observation observation, Instant now) {
    Instant last = lastAsked.getOrDefault(endpoint.id(), Instant.MIN);
    boolean old = !last.plus(AGAIN).isAfter(now);
    boolean waits = open.containsKey(endpoint.id()) && !(old && isAnswered(endpoint.id()));
    if (waits || (health.isOut() && !old)) {
      return Optional.empty();
    }
    Inquiry inquiry = new Inquiry(
        numbers.getAsLong(), observation, false, Optional.empty(), witnesses(endpoint), now);
    open.put(endpoint.id(), inquiry);
    lastAsked.put(endpoint.id(), now);
    return Optional.of(inquiry);
  }

  /** What witnesses saw long ago says nothing of now. */
  private boolean isAnswered(EndpointId endpoint) {
    return open.get(endpoint).testimony().isPresent();
  }

  /** Its prober has failed as often as it takes; whether there is an inquiry to which that is news. */
  boolean decide(EndpointId endpoint, Observation last) {
    Inquiry inquiry = open.get(endpoint);
    if (inquiry == null || inquiry.decisive()) {
      return false;
    }
    open.put(endpoint, inquiry.decidedBy(last));
    return true;
  }

  /** Ends the inquiry about an endpoint, if there is one. */
  void close(EndpointId endpoint) {
    open.remove(endpoint);
  }

  /** Takes an answer to the question of this number; one to an earlier question says nothing about now. */
  void answered(EndpointId endpoint, long number, List<Observation> testimony) {
    open.computeIfPresent(
        endpoint,
        (id, inquiry) -> inquiry.number() == number && inquiry.testimony().isEmpty()
            ? inquiry.with(testimony)
            : inquiry);
  }

  /** Ends the inquiry about an endpoint if it is complete. */
  Optional<Inquiry> closeComplete(EndpointId endpoint) {
    return Optional.ofNullable(open.get(endpoint))
        .filter(Inquiry::isComplete)
        .map(inquiry -> open.remove(endpoint));
  }

  /** The inquiries whose answer was lost, by endpoint. */
  Map<EndpointId, Long> overdue(Instant now) {
    return open.entrySet().stream()
        .filter(entry -> entry.getValue().since().plus(LOST).isBefore(now))
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().number()));
  }

  void retain(Collection<EndpointId> known) {
    open.keySet().retainAll(known);
    lastAsked.keySet().retainAll(known);
  }

  /** The node of an agent; its name if it does not know its node or is gone. */
  String nodeOf(String agent) {
    return ownership.agents().stream()
        .filter(live -> live.name().equals(agent))
        .map(Agent::node)
        .filter(node -> !node.isEmpty())
        .findFirst()
        .orElse(agent);
  }

  private boolean isLocal(String observer, Endpoint endpoint) {
    return !endpoint.node().isEmpty() && nodeOf(observer).equals(endpoint.node());
  }

  private List<String> witnesses(Endpoint endpoint) {
    return ownership.witnesses(endpoint, WITNESSES);
  }
}
