package io.redpoll.handle;

import static java.util.stream.Collectors.joining;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.Merge;
import io.redpoll.ring.HashRing;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * SHARDED: each key has its shard in the ring, and each shard its endpoint.
 *
 * <p>What has no key goes to any shard if the answer is as good from each; to the home shard, the same for all applications,
 * if publishers and subscribers must meet; to all shards, if their answers make one ({@link AllShards}); and nowhere otherwise,
 * since an answer for one part of the data, or a write to it, would be wrong without a sign.
 */
final class ShardRouter implements Router {

  static final byte[] NO_KEY = {};

  /** Any shard answers as well as another. */
  private static final Set<String> ANY_SHARD =
      Set.of("PING", "ECHO", "TIME", "INFO", "RANDOMKEY", "LASTSAVE", "LOLWUT", "COMMAND");

  private final Snapshot snapshot;
  private final HashRing ring;
  private final List<Candidates> shards;
  private final Candidates anyShard;
  private final AllShards allShards;

  ShardRouter(Snapshot snapshot, Preference preference) {
    this.snapshot = snapshot;
    this.ring = new HashRing(snapshot.ring());
    this.shards =
        ring.shards().stream().map(shard -> shard(snapshot, shard, preference)).toList();
    List<EndpointState> all = snapshot.endpoints().stream()
        .filter(state -> ring.shards().contains(state.endpoint().shard()))
        .toList();
    this.anyShard = Candidates.of(List.of(all), preference, "no shard is usable");
    this.allShards = new AllShards(ring.shards());
  }

  /** A shard has one endpoint, but two while a pod replaces another; one that claims to be a replica comes last. */
  private static Candidates shard(Snapshot snapshot, String shard, Preference preference) {
    List<EndpointState> endpoints = snapshot.endpoints().stream()
        .filter(state -> state.endpoint().shard().equals(shard))
        .sorted(Comparator.comparing(state -> state.role() == Role.REPLICA))
        .toList();
    String states = endpoints.stream().map(SnapshotWords::describe).collect(joining(", "));
    return Candidates.of(
        endpoints.stream().map(List::of).toList(),
        preference,
        "shard " + shard + " is not usable: "
            + (states.isEmpty() ? "it has no endpoint at the moment" : states));
  }

  @Override
  public Route route(
      CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
    if (shards.isEmpty()) {
      return new Route.Wait("its ring has no shard yet");
    }
    int only = OnlyKey.position(command);
    if (only >= 0 && only < arguments.size()) {
      return shards.get(ring.indexOf(arguments.get(only))).pick(local, random);
    }
    int[] keys = command.keyPositions(arguments);
    if (keys.length == 0) {
      return keyless(command, arguments, local, random);
    }
    if (ShardSplit.hidesKeys(command, arguments)) {
      return refuse(
          command,
          "names keys that are known to the server only (behind BY, GET, STORE, KEYS)"
              + ": do it on one shard with connect(key)");
    }
    int shard = ring.indexOf(arguments.get(keys[0]));
    for (int i = 1; i < keys.length; i++) {
      if (ring.indexOf(arguments.get(keys[i])) != shard) {
        return acrossShards(command, arguments, keys);
      }
    }
    return shards.get(shard).pick(local, random);
  }

  private Route acrossShards(CommandInfo command, List<byte[]> arguments, int[] keys) {
    if (command.merge() == Merge.NONE) {
      return refuse(command, "has keys on several shards: give them one hash tag, {...}");
    }
    return new Route.Split(ShardSplit.parts(ring::indexOf, arguments, keys), command.merge());
  }

  private Route keyless(
      CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
    String container = command.container();
    if (ANY_SHARD.contains(container)) {
      return anyShard.pick(local, random);
    }
    if (container.equals("PUBLISH") || container.equals("PUBSUB")) {
      return pin(NO_KEY, local, random);
    }
    return allShards
        .route(command, arguments)
        .orElseGet(
            () -> refuse(
                command,
                command.known()
                    ? "has no key, so that it would reach one shard only: do it on each with connect(key)"
                    : "is not known to Redpoll, and no server told its keys: do it on one shard with connect(key)"));
  }

  @Override
  public Route toShard(
      String shard, CommandInfo command, LocalHealth local, RandomGenerator random) {
    int index = ring.shards().indexOf(shard);
    return index < 0
        ? new Route.Wait("its ring has no shard " + shard + " any more")
        : shards.get(index).pick(local, random);
  }

  @Override
  public Route pin(byte[] key, LocalHealth local, RandomGenerator random) {
    return shards.isEmpty()
        ? new Route.Wait("its ring has no shard yet")
        : shards.get(ring.indexOf(key)).pick(local, random);
  }

  private Route refuse(CommandInfo command, String why) {
    return new Route.Refuse(new UnroutableException(
        snapshot.service(),
        command.name() + " " + why + " (known: " + SnapshotWords.describe(snapshot) + ")"));
  }
}
