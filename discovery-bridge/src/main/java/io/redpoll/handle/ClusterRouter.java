package io.redpoll.handle;

import static java.util.stream.Collectors.joining;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.Merge;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * CLUSTER: each key has its slot, and each slot its primary and that one's replicas. Where the map is old, the nodes send commands
 * on: {@link Redirect}.
 *
 * <p>What has no key goes to any primary if the answer is as good from each (PUBLISH too: nodes tell each other); to all
 * primaries, if their answers make one ({@link AllShards}); nowhere otherwise. Of an unknown
 * command the nodes know the keys: any of them sends it on.
 */
final class ClusterRouter implements Router {

  /** Any node answers as well as another. */
  private static final Set<String> ANY_NODE = Set.of(
      "PING",
      "ECHO",
      "TIME",
      "INFO",
      "RANDOMKEY",
      "LASTSAVE",
      "LOLWUT",
      "COMMAND",
      "PUBLISH",
      "CLUSTER|SLOTS",
      "CLUSTER|SHARDS",
      "CLUSTER|NODES",
      "CLUSTER|INFO",
      "CLUSTER|KEYSLOT",
      "FUNCTION|LIST",
      "FUNCTION|DUMP");

  private final Snapshot snapshot;
  private final ClusterSight cluster;
  private final List<Candidates> writes;
  private final List<Candidates> reads;
  private final Candidates anyPrimary;
  private final AllShards allShards;

  ClusterRouter(Snapshot snapshot, ClusterSight cluster, Preference preference) {
    this.snapshot = snapshot;
    this.cluster = cluster;
    this.writes =
        cluster.shards().stream().map(shard -> writes(shard, preference)).toList();
    this.reads =
        cluster.shards().stream().map(shard -> reads(shard, preference)).toList();
    List<EndpointState> primaries =
        cluster.shards().stream().map(ClusterSight.Shard::primary).toList();
    this.anyPrimary = Candidates.of(
        List.of(primaries), preference, "no primary is usable (" + cluster.describe() + ")");
    this.allShards =
        new AllShards(cluster.shards().stream().map(ClusterSight.Shard::name).toList());
  }

  private static Candidates writes(ClusterSight.Shard shard, Preference preference) {
    return Candidates.of(List.of(List.of(shard.primary())), preference, notUsable(shard));
  }

  private static Candidates reads(ClusterSight.Shard shard, Preference preference) {
    return Candidates.forReads(
        List.of(shard.primary()), shard.replicas(), preference, notUsable(shard));
  }

  private static String notUsable(ClusterSight.Shard shard) {
    return "the primary of its slot is not usable: "
        + Stream.concat(Stream.of(shard.primary()), shard.replicas().stream())
            .map(SnapshotWords::describe)
            .collect(joining(", "));
  }

  @Override
  public Route route(
      CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
    int only = OnlyKey.position(command);
    if (only >= 0 && only < arguments.size()) {
      return toSlot(KeySlot.of(arguments.get(only)), command, local, random);
    }
    int[] keys = command.keyPositions(arguments);
    if (keys.length == 0) {
      return keyless(command, arguments, local, random);
    }
    int slot = KeySlot.of(arguments.get(keys[0]));
    for (int i = 1; i < keys.length; i++) {
      if (KeySlot.of(arguments.get(keys[i])) != slot) {
        return acrossSlots(command, arguments, keys);
      }
    }
    return toSlot(slot, command, local, random);
  }

  private Route toSlot(int slot, CommandInfo command, LocalHealth local, RandomGenerator random) {
    int shard = cluster.slots().shardOf(slot);
    if (shard < 0) {
      return nobodyHas(slot);
    }
    if (!command.readOnly()) {
      return writes.get(shard).pick(local, random);
    }
    return PrimaryRouter.CURSORS.contains(command.name())
        ? reads.get(shard).same(local)
        : reads.get(shard).pick(local, random);
  }

  private Route nobodyHas(int slot) {
    return new Route.Wait(
        "no node is known to have slot " + slot + " (" + cluster.describe() + ")");
  }

  /** The parts are by slot, not by node: of two slots of one node, one may be gone when the command comes there. */
  private Route acrossSlots(CommandInfo command, List<byte[]> arguments, int[] keys) {
    if (command.merge() == Merge.NONE) {
      return refuse(command, "has keys in several slots: give them one hash tag, {...}");
    }
    return new Route.Split(ShardSplit.parts(KeySlot::of, arguments, keys), command.merge());
  }

  private Route keyless(
      CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
    String name = command.name();
    String container = command.container();
    if (!command.known() || ANY_NODE.contains(name) || ANY_NODE.contains(container)) {
      return anyPrimary.pick(local, random);
    }
    if (cluster.shards().isEmpty()) {
      return new Route.Wait("its slots are not known yet (" + cluster.describe() + ")");
    }
    return allShards
        .route(command, arguments)
        .orElseGet(() -> refuse(
            command,
            "has no key, so that it would reach one node only: do it on each with connect(key)"));
  }

  /** By a slot that the shard had: whoever has it now goes on for it. */
  @Override
  public Route toShard(
      String shard, CommandInfo command, LocalHealth local, RandomGenerator random) {
    int slot = Integer.parseInt(shard);
    int index = cluster.slots().shardOf(slot);
    return index < 0 ? nobodyHas(slot) : writes.get(index).pick(local, random);
  }

  @Override
  public Route pin(byte[] key, LocalHealth local, RandomGenerator random) {
    if (key == ShardRouter.NO_KEY) {
      return anyPrimary.pick(local, random);
    }
    int slot = KeySlot.of(key);
    int shard = cluster.slots().shardOf(slot);
    return shard < 0 ? nobodyHas(slot) : writes.get(shard).pick(local, random);
  }

  private Route refuse(CommandInfo command, String why) {
    return new Route.Refuse(new UnroutableException(
        snapshot.service(),
        command.name() + " " + why + " (known: " + SnapshotWords.describe(snapshot) + ", "
            + cluster.describe() + ")"));
  }
}
