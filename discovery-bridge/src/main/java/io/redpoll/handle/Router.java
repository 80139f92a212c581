package io.redpoll.handle;

import io.redpoll.endpoint.Snapshot;
import io.redpoll.resp.CommandInfo;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tells where commands go, as one snapshot and one application's preference have it: worked out once for each snapshot, asked
 * for each command. Pure and immutable.
 */
interface Router {

  /** Where a command with these arguments goes. */
  Route route(
      CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random);

  /** Where a connection goes that is to stay with the one endpoint that takes writes of {@code key}; empty for no key. */
  Route pin(byte[] key, LocalHealth local, RandomGenerator random);

  /** Where a part goes that {@link Route.Each} says is for this shard. */
  default Route toShard(
      String shard, CommandInfo command, LocalHealth local, RandomGenerator random) {
    return new Route.Wait("it has no shard " + shard);
  }

  /**
   * The router for what is seen of a Service.
   *
   * @param cluster what the nodes of a Redis Cluster tell, if it is one
   */
  static Router of(Sight sight, Optional<ClusterSight> cluster, Preference preference) {
    return sight
        .snapshot()
        .map(snapshot -> of(snapshot, cluster, preference))
        .orElseGet(() -> always(new Route.Wait(sight.describe())));
  }

  private static Router of(
      Snapshot snapshot, Optional<ClusterSight> cluster, Preference preference) {
    return switch (snapshot.topology()) {
      case STANDALONE, REPLICATED -> new PrimaryRouter(snapshot, preference);
      case SHARDED -> new ShardRouter(snapshot, preference);
      case PROXIED -> ofProxies(snapshot, preference);
      case UNKNOWN -> always(new Route.Wait("its topology is not concluded yet"));
      case CLUSTER ->
        cluster
            .map(known -> (Router) new ClusterRouter(snapshot, known, preference))
            .orElseGet(() -> always(new Route.Wait("its slots are not known yet")));
    };
  }

  private static Router ofProxies(Snapshot snapshot, Preference preference) {
    Candidates proxies =
        Candidates.of(List.of(snapshot.endpoints()), preference, "no proxy is usable");
    return new Router() {
      @Override
      public Route route(
          CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
        return proxies.pick(local, random);
      }

      @Override
      public Route pin(byte[] key, LocalHealth local, RandomGenerator random) {
        return proxies.pick(local, random);
      }
    };
  }

  private static Router always(Route answer) {
    return new Router() {
      @Override
      public Route route(
          CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
        return answer;
      }

      @Override
      public Route pin(byte[] key, LocalHealth local, RandomGenerator random) {
        return answer;
      }
    };
  }
}
