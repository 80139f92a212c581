package io.redpoll.health;

import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which shards of a SHARDED Service carry keys (design 6.3); the next ring is a function of the facts and of this one. Pure.
 *
 * <p>Mode store: every known shard, also when it is down. Mode cache: a shard that is out leaves, and its keys live elsewhere
 * meanwhile. Two rules keep everybody from reading a value older than one accepted elsewhere:
 *
 * <ul>
 *   <li>a shard enters a ring that others carry already only when it is empty, wherever it comes from;
 *   <li>a shard that stood in for another still holds what was written then. Until it has been empty once, or swept, the other
 *       may not leave again: its keys would be read as they were during its last absence. It stays, as in mode store.
 * </ul>
 *
 * <p>The last shard never leaves: there would be nobody to take its keys.
 *
 * @param shards the names of the shards that carry keys, sorted
 * @param leftovers by shard of the ring: those that it stood in for since it was last empty
 * @param swept by shard that has leftovers: the run id of the process that was swept since, and so holds none of them. Another
 *     process may: a sweep does not reach what is on the disk
 */
record Ring(List<String> shards, Map<String, Set<String>> leftovers, Map<String, String> swept) {

  /** Nobody carries keys. */
  static final Ring NONE = new Ring(List.of(), Map.of(), Map.of());

  Ring {
    shards = shards.stream().sorted().distinct().toList();
    leftovers = leftovers.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Set.copyOf(e.getValue())));
    Set<String> concerned = leftovers.keySet();
    swept = swept.entrySet().stream()
        .filter(entry -> concerned.contains(entry.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * What is known of a shard that Kubernetes has.
   *
   * @param primary whether it says that it is primary
   * @param heard whether it was ever checked
   * @param out whether it takes no commands, and others should take them
   * @param usable whether it was checked, and answered as a primary that takes commands
   * @param empty whether it then said that it holds no keys
   * @param runId the name of its process; empty if it did not tell
   * @param swept whether the keys of others were deleted from this process since the ring is what it is
   */
  record Shard(
      String name,
      boolean primary,
      boolean heard,
      boolean out,
      boolean usable,
      boolean empty,
      String runId,
      boolean swept) {}

  /**
   * The next ring.
   *
   * @param present the shards that Kubernetes has
   * @param absent those that left Kubernetes a short while ago and may come back
   */
  Ring next(Mode mode, List<Shard> present, Set<String> absent) {
    return mode == Mode.CACHE ? nextOfCache(present, absent) : nextOfStore(present, absent);
  }

  /** Whether a shard has to be emptied before it may enter. */
  boolean mustBeEmptied(Shard shard) {
    return !shards.isEmpty() && !shards.contains(shard.name()) && shard.usable();
  }

  /** Whether the keys of other shards have to be deleted from a shard before those may leave. */
  boolean mustBeSwept(Shard shard) {
    return leftovers.containsKey(shard.name())
        && shard.usable()
        && !shard.runId().isEmpty()
        && !isSwept(shard);
  }

  private boolean isSwept(Shard shard) {
    return shard.runId().equals(swept.get(shard.name()));
  }

  private Ring nextOfStore(List<Shard> present, Set<String> absent) {
    List<String> next = new ArrayList<>(shards.stream().filter(absent::contains).toList());
    present.stream()
        .filter(shard -> shard.primary() || shards.contains(shard.name()))
        .map(Shard::name)
        .forEach(next::add);
    return new Ring(next, Map.of(), Map.of());
  }

  private Ring nextOfCache(List<Shard> present, Set<String> absent) {
    if (shards.isEmpty()) {
      return first(present);
    }
    Map<String, Shard> known =
        present.stream().collect(Collectors.toMap(Shard::name, s -> s, (a, b) -> a));
    TreeSet<String> next = new TreeSet<>(shards);
    next.removeIf(name -> !known.containsKey(name) && !absent.contains(name));
    Ring staying = new Ring(List.copyOf(next), remembered(next, known), sweptNow(known));
    for (String name : staying.shards()) {
      boolean out = !known.containsKey(name) || known.get(name).out();
      if (out && staying.mayLeave(name, known)) {
        staying = staying.without(name);
      }
    }
    if (staying.shards().isEmpty()) {
      // All were scaled away: whoever comes starts anew.
      return NONE;
    }
    List<String> carried = staying.shards();
    List<String> entering = present.stream()
        .filter(shard -> !carried.contains(shard.name()))
        .filter(shard -> shard.usable() && shard.empty())
        .map(Shard::name)
        .toList();
    return staying.with(entering);
  }

  /** The first ring has all shards with the keys that they have; who is not heard yet is waited for. */
  private static Ring first(List<Shard> present) {
    boolean allHeard = present.stream().allMatch(Shard::heard);
    return allHeard
        ? new Ring(
            present.stream().filter(Shard::usable).map(Shard::name).toList(), Map.of(), Map.of())
        : NONE;
  }

  private Map<String, Set<String>> remembered(Set<String> staying, Map<String, Shard> known) {
    Map<String, Set<String>> left = new HashMap<>();
    leftovers.forEach((name, of) -> {
      Shard shard = known.get(name);
      boolean empty = shard != null && shard.usable() && shard.empty();
      if (staying.contains(name) && !empty) {
        left.put(name, new TreeSet<>(of));
      }
    });
    return left;
  }

  private Map<String, String> sweptNow(Map<String, Shard> known) {
    Map<String, String> now = new HashMap<>(swept);
    known.values().stream()
        .filter(Shard::swept)
        .forEach(shard -> now.put(shard.name(), shard.runId()));
    return now;
  }

  private boolean mayLeave(String name, Map<String, Shard> known) {
    return shards.size() > 1
        && shards.stream()
            .filter(other -> !other.equals(name))
            .filter(other -> leftovers.getOrDefault(other, Set.of()).contains(name))
            .allMatch(other -> known.containsKey(other) && isSwept(known.get(other)));
  }

  private Ring without(String name) {
    List<String> others = shards.stream().filter(shard -> !shard.equals(name)).toList();
    Map<String, Set<String>> left = new HashMap<>(leftovers);
    left.remove(name);
    return new Ring(others, left, swept);
  }

  /** All of this ring hold what the newcomers will own: nobody is swept any more. */
  private Ring with(List<String> newcomers) {
    if (newcomers.isEmpty()) {
      return this;
    }
    Map<String, Set<String>> left = new HashMap<>();
    for (String shard : shards) {
      Set<String> of = new TreeSet<>(leftovers.getOrDefault(shard, Set.of()));
      of.addAll(newcomers);
      left.put(shard, of);
    }
    List<String> all = new ArrayList<>(shards);
    all.addAll(newcomers);
    return new Ring(all, left, Map.of());
  }

  /** The leftovers in the form of a snapshot. */
  Map<String, List<String>> told() {
    Map<String, List<String>> told = new TreeMap<>();
    leftovers.forEach((name, of) -> told.put(name, of.stream().sorted().toList()));
    return told;
  }

  /** The ring that a snapshot tells. */
  static Ring of(Snapshot snapshot) {
    Map<String, Set<String>> read = new HashMap<>();
    snapshot.leftovers().forEach((name, of) -> read.put(name, Set.copyOf(of)));
    return new Ring(snapshot.ring(), read, snapshot.swept());
  }
}
