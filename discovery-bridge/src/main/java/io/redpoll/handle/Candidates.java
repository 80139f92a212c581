package io.redpoll.handle;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The endpoints that may take a command, best tier first. Immutable.
 *
 * <p>Never among them: the fenced, and those that are not usable. Draining ones are the last resort: they can still answer,
 * and are asked only while nobody else can.
 */
final class Candidates {

  private static final Route ALL_BEHIND =
      new Route.Wait("no replica is known to lag less than maxLag allows");

  private final List<List<Route.To>> tiers;

  /** Where to go if there is no choice; empty if there is. */
  private final Optional<Route> only;

  private Candidates(List<List<Route.To>> tiers, String whyNobody) {
    this.tiers = tiers;
    this.only = only(tiers, whyNobody);
  }

  private static Optional<Route> only(List<List<Route.To>> tiers, String whyNobody) {
    if (tiers.isEmpty()) {
      return Optional.of(new Route.Wait(whyNobody));
    }
    boolean one = tiers.size() == 1 && tiers.get(0).size() == 1;
    return one ? Optional.of(tiers.get(0).get(0)) : Optional.empty();
  }

  /**
   * The candidates among {@code groups}, a better group coming first.
   *
   * @param whyNobody what to tell if there are none
   */
  static Candidates of(List<List<EndpointState>> groups, Preference preference, String whyNobody) {
    List<List<Route.To>> tiers = new ArrayList<>();
    for (List<EndpointState> group : groups) {
      for (int distance = 0; distance < Preference.DISTANCES; distance++) {
        int wanted = distance;
        addTier(
            tiers,
            group,
            state -> state.usableFrom(preference.node())
                && preference.distance(state.endpoint()) == wanted);
      }
    }
    groups.forEach(group -> addTier(tiers, group, Candidates::draining));
    return new Candidates(List.copyOf(tiers), whyNobody);
  }

  /**
   * Those for reads of what {@code primary} and {@code replicas} hold, in the order that the preference says.
   *
   * @param noPrimary what to tell if there is no primary and it has to be the primary
   */
  static Candidates forReads(
      List<EndpointState> primary,
      List<EndpointState> replicas,
      Preference preference,
      String noPrimary) {
    String nobody = "no endpoint is usable for reading from " + preference.readFrom();
    return switch (preference.readFrom()) {
      case PRIMARY -> of(List.of(primary), preference, noPrimary);
      case PRIMARY_PREFERRED -> of(List.of(primary, replicas), preference, nobody);
      case REPLICA -> of(List.of(replicas), preference, nobody);
      case REPLICA_PREFERRED -> of(List.of(replicas, primary), preference, nobody);
      case ANY ->
        of(
            List.of(Stream.concat(primary.stream(), replicas.stream()).toList()),
            preference,
            nobody);
    };
  }

  private static void addTier(
      List<List<Route.To>> tiers, List<EndpointState> group, Predicate<EndpointState> belongs) {
    List<Route.To> tier = group.stream().filter(belongs).map(Candidates::to).toList();
    if (!tier.isEmpty()) {
      tiers.add(tier);
    }
  }

  private static Route.To to(EndpointState state) {
    return new Route.To(state.id(), state.role() == Role.REPLICA);
  }

  private static boolean draining(EndpointState state) {
    return state.status() == Status.DRAINING && !state.fenced() && state.role() != Role.SENTINEL;
  }

  /** The one to ask: the better of two in the best tier that has any not avoided. */
  Route pick(LocalHealth local, RandomGenerator random) {
    if (only.isPresent()) {
      return fresh(only.get(), local);
    }
    for (List<Route.To> tier : tiers) {
      Optional<Route.To> picked = Balancer.pick(tier, local, random);
      if (picked.isPresent()) {
        return picked.get();
      }
    }
    return lastResort(local);
  }

  /** The one to ask if it has to be the same as long as nothing changes. */
  Route same(LocalHealth local) {
    if (only.isPresent()) {
      return fresh(only.get(), local);
    }
    for (List<Route.To> tier : tiers) {
      for (Route.To to : tier) {
        if (!local.avoided(to)) {
          return to;
        }
      }
    }
    return lastResort(local);
  }

  /** All are in trouble, as seen from here: one of them may be able to answer all the same. */
  private Route lastResort(LocalHealth local) {
    for (List<Route.To> tier : tiers) {
      for (Route.To to : tier) {
        if (!local.behind(to)) {
          return to;
        }
      }
    }
    return ALL_BEHIND;
  }

  private static Route fresh(Route only, LocalHealth local) {
    return only instanceof Route.To to && local.behind(to) ? ALL_BEHIND : only;
  }
}
