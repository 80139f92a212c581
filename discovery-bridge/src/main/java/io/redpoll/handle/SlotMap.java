package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who has the slots of a Redis Cluster, as one of its nodes tells it. Immutable; equal if it says the same. */
final class SlotMap {

  /** What is known before any node was asked. */
  static final SlotMap EMPTY = of(List.of());

  private static final short NOBODY = -1;

  private final List<Shard> shards;

  /** For each slot the index of its shard. */
  private final short[] owners;

  private SlotMap(List<Shard> shards, short[] owners) {
    this.shards = List.copyOf(shards);
    this.owners = owners;
  }

  /** The map that these ranges make; where two have a slot, the latter has it. */
  static SlotMap of(List<Range> ranges) {
    Map<Integer, Range> bySlot = new TreeMap<>();
    ranges.forEach(range -> bySlot.put(range.first(), range));
    List<Shard> shards = new ArrayList<>();
    short[] owners = new short[KeySlot.COUNT];
    Arrays.fill(owners, NOBODY);
    for (Range range : bySlot.values()) {
      int index = indexOf(shards, range.primary());
      if (index < 0) {
        index = shards.size();
        shards.add(new Shard(range.first(), range.primary(), range.replicas()));
      }
      Arrays.fill(owners, range.first(), range.last() + 1, (short) index);
    }
    return new SlotMap(shards, owners);
  }

  private static int indexOf(List<Shard> shards, Member primary) {
    for (int i = 0; i < shards.size(); i++) {
      if (shards.get(i).primary().address().equals(primary.address())) {
        return i;
      }
    }
    return -1;
  }

  /** The shards in the order of their lowest slots. */
  List<Shard> shards() {
    return shards;
  }

  /** The index in {@link #shards} of the one that has {@code slot}, -1 if nobody has. */
  int shardOf(int slot) {
    return owners[slot];
  }

  /** How many slots somebody has. */
  int covered() {
    int count = 0;
    for (short owner : owners) {
      count += owner == NOBODY ? 0 : 1;
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotMap that
        && shards.equals(that.shards)
        && Arrays.equals(owners, that.owners);
  }

  @Override
  public int hashCode() {
    return shards.hashCode() * 31 + Arrays.hashCode(owners);
  }

  /**
   * A primary and those that copy it.
   *
   * @param lowestSlot the lowest slot that it has
   */
  record Shard(int lowestSlot, Member primary, List<Member> replicas) {
    Shard {
      replicas = List.copyOf(replicas);
    }
  }

  /** Slots in a row, {@code last} included, and who has them. */
  record Range(int first, int last, Member primary, List<Member> replicas) {
    Range {
      replicas = List.copyOf(replicas);
      if (first < 0 || last < first || last >= KeySlot.COUNT) {
        throw new IllegalArgumentException(
            "slots: " + first + " to " + last + " (expected: within 0 to 16383)");
      }
    }
  }

  /**
   * A node of the cluster.
   *
   * @param address how the cluster wants it to be called
   * @param aliases other addresses that it has: its IP where it is called by a name, and the other way round
   */
  record Member(HostAndPort address, List<HostAndPort> aliases) {
    Member {
      aliases = List.copyOf(aliases);
    }
  }
}
