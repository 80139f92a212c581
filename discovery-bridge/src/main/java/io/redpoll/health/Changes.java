package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceStatus;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The events that lead from one snapshot to the next. Pure: since every event is a difference of two snapshots, whoever
 * applies the events has the snapshot, and nothing is announced that did not change.
 */
final class Changes {

  private final Optional<Snapshot> before;
  private final Snapshot after;
  private final ServiceStatus told;
  private final Map<EndpointId, List<Cause>> causes;
  private final Map<String, Endpoint> departed;
  private final List<Cause> listing;
  private final List<Cause> judgement;
  private final Instant at;
  private final List<HealthEvent> events = new ArrayList<>();

  private Changes(
      Optional<Snapshot> before,
      Snapshot after,
      ServiceStatus told,
      Map<EndpointId, List<Cause>> causes,
      List<Cause> grounds,
      Map<String, Endpoint> departed,
      String judge,
      Instant at) {
    this.before = before;
    this.after = after;
    this.told = told;
    this.causes = causes;
    this.departed = departed;
    this.listing = List.of(new Cause("kubernetes", at, "its EndpointSlices changed"));
    this.judgement = Stream.concat(
            grounds.stream(), Stream.of(new Cause(judge, at, describe(after))))
        .toList();
    this.at = at;
  }

  /**
   * The events between two snapshots of a Service.
   *
   * @param before the last snapshot, empty if the Service is new
   * @param after the next one
   * @param told what was last told of the Service as a whole
   * @param causes what led to the status of each endpoint
   * @param grounds what others say of the Service as a whole, as far as it was followed
   * @param departed the last endpoint of each shard that left a short while ago
   * @param judge the name of the agent that judges
   * @param at when it judged
   */
  static List<HealthEvent> between(
      Optional<Snapshot> before,
      Snapshot after,
      ServiceStatus told,
      Map<EndpointId, List<Cause>> causes,
      List<Cause> grounds,
      Map<String, Endpoint> departed,
      String judge,
      Instant at) {
    Changes changes = new Changes(before, after, told, causes, grounds, departed, judge, at);
    changes.membership();
    after.endpoints().forEach(changes::status);
    changes.topology();
    changes.primary();
    changes.service();
    return changes.events;
  }

  private void membership() {
    if (before.isEmpty()) {
      add(EventType.SERVICE_ADDED, Optional.empty(), "", after.service().toString(), listing);
    }
    for (EndpointState state : after.endpoints()) {
      if (was(state.id()).isEmpty()) {
        arrived(state.endpoint());
      }
    }
    for (EndpointState gone : beforeEndpoints()) {
      if (after.endpoint(gone.id()).isEmpty() && !replaced(gone.endpoint())) {
        addListed(EventType.ENDPOINT_LEFT, gone.endpoint(), gone.status().name(), "");
      }
    }
  }

  /** A pod under the name of one that was there is that one restarted, not a stranger. */
  private void arrived(Endpoint endpoint) {
    Optional<Endpoint> earlier = beforeEndpoints().stream()
        .map(EndpointState::endpoint)
        .filter(e -> e.shard().equals(endpoint.shard()))
        .filter(e -> after.endpoint(e.id()).isEmpty())
        .findFirst()
        .or(() -> Optional.ofNullable(departed.get(endpoint.shard())));
    EventType type = earlier.isPresent() ? EventType.ENDPOINT_RESTARTED : EventType.ENDPOINT_JOINED;
    String from = earlier.map(e -> e.address().toString()).orElse("");
    addListed(type, endpoint, from, endpoint.address().toString());
  }

  private boolean replaced(Endpoint gone) {
    return after.endpoints().stream()
        .filter(state -> was(state.id()).isEmpty())
        .anyMatch(state -> state.endpoint().shard().equals(gone.shard()));
  }

  private void status(EndpointState now) {
    Status from = was(now.id()).map(EndpointState::status).orElse(Status.UNKNOWN);
    if (from != now.status()) {
      String to = now.status().name();
      typeOf(now.status()).ifPresent(type -> addSeen(type, now.endpoint(), from.name(), to));
    }
    if (rivals(Optional.of(after), now) && !rivals(before, was(now.id()).orElse(now))) {
      addJudged(EventType.PRIMARY_SPLIT, Optional.of(now.endpoint()), "", "fenced");
    }
  }

  /**
   * Whether it claims to be primary while another is. One that claims so before any is agreed, or after that one fell, only has to
   * wait; and one that is down claims nothing: it is a rival when it comes back as one.
   */
  private static boolean rivals(Optional<Snapshot> snapshot, EndpointState state) {
    return state.fenced()
        && state.status() != Status.DOWN
        && snapshot
            .flatMap(known -> known.primary().flatMap(known::endpoint))
            .filter(primary -> primary.status() != Status.DOWN)
            .isPresent();
  }

  private static Optional<EventType> typeOf(Status status) {
    return switch (status) {
      case UP -> Optional.of(EventType.ENDPOINT_UP);
      case DEGRADED, LOADING, AUTH_REQUIRED, PROTOCOL_MISMATCH ->
        Optional.of(EventType.ENDPOINT_DEGRADED);
      case DRAINING -> Optional.of(EventType.ENDPOINT_DRAINING);
      case DOWN -> Optional.of(EventType.ENDPOINT_DOWN);
      case UNREACHABLE -> Optional.of(EventType.ENDPOINT_UNREACHABLE);
      case UNKNOWN -> Optional.empty();
    };
  }

  private void topology() {
    String from = before.map(s -> s.topology().label()).orElse("unknown");
    String to = after.topology().label();
    if (!from.equals(to)) {
      addJudged(EventType.TOPOLOGY_CHANGED, Optional.empty(), from, to);
    }
  }

  private void primary() {
    if (after.epoch() == before.map(Snapshot::epoch).orElse(0L)
        || after.primary().isEmpty()) {
      return;
    }
    String from = before
        .flatMap(Snapshot::primary)
        .flatMap(id -> before.get().endpoint(id))
        .map(state -> state.endpoint().shard())
        .orElse("");
    after
        .primary()
        .flatMap(after::endpoint)
        .map(EndpointState::endpoint)
        .ifPresent(e -> addJudged(EventType.PRIMARY_CHANGED, Optional.of(e), from, e.shard()));
  }

  private void service() {
    ServiceStatus from = told;
    ServiceStatus to = ServiceRule.conclude(after, told);
    if (from == to) {
      return;
    }
    switch (to) {
      case UP -> addJudged(EventType.SERVICE_UP, Optional.empty(), from.name(), to.name());
      case DEGRADED ->
        addJudged(EventType.SERVICE_DEGRADED, Optional.empty(), from.name(), to.name());
      case DOWN -> addJudged(EventType.SERVICE_DOWN, Optional.empty(), from.name(), to.name());
      case UNKNOWN -> {
        // Only new endpoints are left, and none of them has been checked: nothing to say yet.
      }
    }
  }

  private List<EndpointState> beforeEndpoints() {
    return before.map(Snapshot::endpoints).orElse(List.of());
  }

  private Optional<EndpointState> was(EndpointId id) {
    return before.flatMap(snapshot -> snapshot.endpoint(id));
  }

  private void addListed(EventType type, Endpoint endpoint, String from, String to) {
    add(type, Optional.of(endpoint), from, to, listing);
  }

  private void addSeen(EventType type, Endpoint endpoint, String from, String to) {
    add(type, Optional.of(endpoint), from, to, causes.getOrDefault(endpoint.id(), List.of()));
  }

  private void addJudged(EventType type, Optional<Endpoint> endpoint, String from, String to) {
    add(type, endpoint, from, to, judgement);
  }

  private void add(
      EventType type, Optional<Endpoint> endpoint, String from, String to, List<Cause> cause) {
    events.add(new HealthEvent(
        type, after.service(), after.version(), after.epoch(), endpoint, from, to, at, cause));
  }

  /** What a conclusion about the whole Service rests on. */
  private static String describe(Snapshot snapshot) {
    Map<Role, Long> roles = snapshot.endpoints().stream()
        .collect(Collectors.groupingBy(
            EndpointState::role, () -> new EnumMap<>(Role.class), Collectors.counting()));
    String counts = roles.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey().label())
        .collect(Collectors.joining(", "));
    long usable = snapshot.endpoints().stream().filter(EndpointState::usable).count();
    return "roles: " + (counts.isEmpty() ? "none" : counts) + "; usable: " + usable + " of "
        + snapshot.endpoints().size();
  }
}
