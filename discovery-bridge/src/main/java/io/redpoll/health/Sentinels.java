package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.ServiceEndpoints;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all known Sentinels believe, wherever they run, and what that means for one Service. Pure.
 *
 * <p>A Sentinel concerns a Service if it names one of its endpoints as a primary or as a replica; its name for the set alone
 * says nothing, since everybody calls it {@code mymaster}.
 *
 * @param views one for each Sentinel
 */
record Sentinels(List<SentinelView> views) {

  /** Nobody knows of any. */
  static final Sentinels NONE = new Sentinels(List.of());

  Sentinels {
    views = List.copyOf(views);
  }

  /** What one Sentinel says of a set. */
  private record Word(SentinelView view, Monitored monitored, Optional<Endpoint> primary) {}

  /** What several Sentinels agree on; no endpoint is an address that the Service does not have. */
  private record Ballot(Optional<Endpoint> primary, long votes, long epoch) {}

  /** Whether any watches an endpoint of this Service, or did while it was alive. */
  boolean watch(ServiceEndpoints service) {
    return words(service).findAny().isPresent();
  }

  /** Whether what they watch of this Service is one primary with its replicas. */
  boolean watchAsOne(ServiceEndpoints service) {
    return words(service).map(word -> word.monitored().name()).distinct().count() == 1;
  }

  /**
   * The endpoint that the majority names. Those count that are known or that the others know of, dead ones too, so that the
   * word of a few who were cut off is not taken for that of all. Halves are told apart by the epoch, which a Sentinel raises
   * only with a majority behind it.
   */
  Optional<Endpoint> primary(ServiceEndpoints service) {
    Map<String, List<Word>> byName =
        words(service).collect(Collectors.groupingBy(word -> word.monitored().name()));
    Set<Endpoint> elected = byName.values().stream()
        .flatMap(words -> elected(words).stream())
        .collect(Collectors.toSet());
    return elected.size() == 1 ? elected.stream().findFirst() : Optional.empty();
  }

  /**
   * The endpoint that is named under the highest epoch, if that is one: what all Sentinels will believe as soon as they have
   * heard of it, since each takes the view with the higher epoch over. So long it is the word of a few.
   */
  Optional<Endpoint> newest(ServiceEndpoints service) {
    List<Word> alive = words(service).filter(word -> word.view().alive()).toList();
    long highest = alive.stream().mapToLong(w -> w.monitored().epoch()).max().orElse(0);
    List<Optional<Endpoint>> named = alive.stream()
        .filter(word -> word.monitored().epoch() == highest)
        .map(Word::primary)
        .distinct()
        .toList();
    return named.size() == 1 ? named.get(0) : Optional.empty();
  }

  /** Who names {@code primary}, as causes. */
  List<Cause> causes(ServiceEndpoints service, Endpoint primary) {
    return words(service)
        .filter(word -> word.view().alive() && word.primary().equals(Optional.of(primary)))
        .map(word -> word.view().names(word.monitored()))
        .toList();
  }

  private static Optional<Endpoint> elected(List<Word> words) {
    List<Ballot> ranked = words.stream()
        .filter(word -> word.view().alive())
        .collect(Collectors.groupingBy(Word::primary))
        .entrySet()
        .stream()
        .map(entry -> ballot(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Ballot::votes)
            .thenComparingLong(Ballot::epoch)
            .reversed())
        .toList();
    return ranked.isEmpty() || !wins(ranked, electorate(words))
        ? Optional.empty()
        : ranked.get(0).primary();
  }

  private static Ballot ballot(Optional<Endpoint> primary, List<Word> words) {
    long epoch = words.stream().mapToLong(w -> w.monitored().epoch()).max().orElse(0);
    return new Ballot(primary, words.size(), epoch);
  }

  private static boolean wins(List<Ballot> ranked, long electorate) {
    Ballot first = ranked.get(0);
    boolean newerHalf = ranked.size() == 2
        && first.votes() == ranked.get(1).votes()
        && first.epoch() > ranked.get(1).epoch()
        && first.votes() * 2 == electorate;
    return first.votes() * 2 > electorate || newerHalf;
  }

  private static long electorate(List<Word> words) {
    long known = words.stream().map(word -> word.view().sentinel()).distinct().count();
    long told = words.stream()
        .filter(word -> word.view().alive())
        .mapToLong(word -> 1L + word.monitored().otherSentinels())
        .max()
        .orElse(0);
    return Math.max(known, told);
  }

  private Stream<Word> words(ServiceEndpoints service) {
    return views.stream()
        .flatMap(view -> view.watches().stream()
            .filter(monitored -> concerns(view, monitored, service))
            .map(monitored -> new Word(view, monitored, find(monitored.primary(), view, service))));
  }

  private static boolean concerns(
      SentinelView view, Monitored monitored, ServiceEndpoints service) {
    return addresses(monitored).anyMatch(address -> find(address, view, service).isPresent());
  }

  private static Optional<Endpoint> find(
      HostAndPort address, SentinelView view, ServiceEndpoints service) {
    String from = view.sentinel().namespace();
    return service.endpoints().stream()
        .filter(endpoint -> ReportedAddress.names(address, from, endpoint))
        .findFirst();
  }

  /** The endpoints of the Service that belong to a set of which one of these two views says something else than the other. */
  static Set<Endpoint> disputed(SentinelView before, SentinelView after, ServiceEndpoints service) {
    Set<Monitored> differing = new HashSet<>(before.watches());
    differing.addAll(after.watches());
    differing.removeIf(
        watch -> before.watches().contains(watch) && after.watches().contains(watch));
    return differing.stream()
        .flatMap(Sentinels::addresses)
        .flatMap(address -> find(address, after, service).stream())
        .collect(Collectors.toSet());
  }

  private static Stream<HostAndPort> addresses(Monitored monitored) {
    return Stream.concat(Stream.of(monitored.primary()), monitored.replicas().stream());
  }
}
