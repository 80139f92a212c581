package io.redpoll.handle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.resp.CommandTable;
import io.redpoll.resp.Merge;
import io.redpoll.ring.HashRing;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

  private static final ServiceId SERVICE = new ServiceId("shop", "cache");
  private static final CommandTable COMMANDS = CommandTable.load();
  private static final List<String> RING = List.of("r-0", "r-1", "r-2");

  private final Random random = new Random(42);
  private final Set<EndpointId> avoided = new HashSet<>();
  private final Set<EndpointId> behind = new HashSet<>();
  private final Map<EndpointId, Double> costs = new HashMap<>();
  private final LocalHealth local = new LocalHealth() {
    @Override
    public boolean avoided(Route.To to) {
      return behind(to) || avoided.contains(to.endpoint());
    }

    @Override
    public boolean behind(Route.To to) {
      return to.replica() && behind.contains(to.endpoint());
    }

    @Override
    public double cost(Route.To to) {
      return costs.getOrDefault(to.endpoint(), 1.0);
    }
  };

  private static EndpointId id(String name) {
    return EndpointId.ofPod("shop", name, 6379);
  }

  private static EndpointState state(String name, Status status, Role role) {
    return state(name, status, role, "", "");
  }

  private static EndpointState state(
      String name, Status status, Role role, String node, String zone) {
    Endpoint endpoint = new Endpoint(
        id(name),
        name,
        name,
        new HostAndPort("10.0.0.1", 6379),
        node,
        zone,
        EndpointConditions.READY);
    return new EndpointState(endpoint, status, role, false, status == Status.UP ? "" : "why");
  }

  private static EndpointState fenced(String name) {
    EndpointState state = state(name, Status.UP, Role.PRIMARY);
    return new EndpointState(state.endpoint(), Status.UP, Role.PRIMARY, true, "");
  }

  private static Router router(
      Topology topology, String primary, ReadFrom readFrom, EndpointState... states) {
    return router(topology, primary, new Preference(readFrom, "", ""), states);
  }

  private static Router router(
      Topology topology, String primary, Preference preference, EndpointState... states) {
    Snapshot snapshot = new Snapshot(
        SERVICE,
        ServiceSettings.DEFAULT,
        1,
        1,
        topology,
        primary.isEmpty() ? Optional.empty() : Optional.of(id(primary)),
        topology == Topology.SHARDED ? RING : List.of(),
        Arrays.asList(states));
    return Router.of(new Sight.Known(snapshot), Optional.empty(), preference);
  }

  private Route route(Router router, String command, String... arguments) {
    List<byte[]> bytes = Arrays.stream(arguments).map(a -> a.getBytes(UTF_8)).toList();
    return router.route(COMMANDS.of(command), bytes, local, random);
  }

  /** Where the command goes in many tries; a reason or a refusal stands for itself. */
  private String places(Router router, String command, String... arguments) {
    return IntStream.range(0, 200)
        .mapToObj(i -> route(router, command, arguments))
        .map(RouterTest::word)
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String word(Route route) {
    if (route instanceof Route.To to) {
      return to.endpoint().owner();
    }
    return route.getClass().getSimpleName();
  }

  private static final EndpointState[] REPLICATED = {
    state("s-0", Status.UP, Role.PRIMARY),
    state("s-1", Status.UP, Role.REPLICA),
    state("s-2", Status.DEGRADED, Role.REPLICA),
    state("s-3", Status.DOWN, Role.REPLICA),
    state("s-4", Status.LOADING, Role.REPLICA),
    state("s-5", Status.DRAINING, Role.REPLICA),
    state("s-6", Status.UP, Role.SENTINEL),
  };

  @ParameterizedTest
  @CsvSource({
    "PRIMARY, s-0",
    "PRIMARY_PREFERRED, s-0",
    "REPLICA, s-1 s-2",
    "REPLICA_PREFERRED, s-1 s-2",
    "ANY, s-0 s-1 s-2",
  })
  void readsOfAReplicatedServiceGoWhereTheApplicationPrefers(ReadFrom readFrom, String places) {
    Router router = router(Topology.REPLICATED, "s-0", readFrom, REPLICATED);
    assertThat(places(router, "GET", "k")).isEqualTo(places);
    assertThat(places(router, "SET", "k", "v")).isEqualTo("s-0");
    assertThat(places(router, "PUBLISH", "c", "m")).isEqualTo("s-0");
    assertThat(places(router, "NO.SUCH", "k")).isEqualTo("s-0");
  }

  @ParameterizedTest
  @CsvSource({
    "PRIMARY, Wait",
    "PRIMARY_PREFERRED, s-1 s-2",
    "REPLICA, s-1 s-2",
    "REPLICA_PREFERRED, s-1 s-2",
    "ANY, s-1 s-2",
  })
  void withoutAPrimaryWritesWaitAndReadsGoOn(ReadFrom readFrom, String places) {
    Router router = router(Topology.REPLICATED, "", readFrom, REPLICATED);
    assertThat(places(router, "GET", "k")).isEqualTo(places);
    assertThat(places(router, "SET", "k", "v")).isEqualTo("Wait");
  }

  @ParameterizedTest
  @CsvSource({
    "PRIMARY, s-0",
    "PRIMARY_PREFERRED, s-0",
    "REPLICA, Wait",
    "REPLICA_PREFERRED, s-0",
    "ANY, s-0",
  })
  void withoutAReplicaReadsGoToThePrimaryIfAllowed(ReadFrom readFrom, String places) {
    Router router = router(
        Topology.REPLICATED,
        "s-0",
        readFrom,
        state("s-0", Status.UP, Role.PRIMARY),
        state("s-1", Status.DOWN, Role.REPLICA));
    assertThat(places(router, "GET", "k")).isEqualTo(places);
  }

  @ParameterizedTest
  @EnumSource(ReadFrom.class)
  void aStandaloneServiceHasOneForAll(ReadFrom readFrom) {
    Router router =
        router(Topology.STANDALONE, "s-0", readFrom, state("s-0", Status.UP, Role.PRIMARY));
    assertThat(places(router, "GET", "k")).isEqualTo("s-0");
    assertThat(places(router, "SET", "k", "v")).isEqualTo("s-0");
  }

  @ParameterizedTest
  @EnumSource(ReadFrom.class)
  void theFencedGetNothing(ReadFrom readFrom) {
    Router router = router(Topology.REPLICATED, "s-0", readFrom, fenced("s-0"), fenced("s-1"));
    assertThat(places(router, "GET", "k")).isEqualTo("Wait");
    assertThat(places(router, "SET", "k", "v")).isEqualTo("Wait");
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"UP", "DEGRADED", "DRAINING"})
  void aPrimaryThatCanStillAnswerIsAsked(Status status) {
    Router router =
        router(Topology.REPLICATED, "s-0", ReadFrom.PRIMARY, state("s-0", status, Role.PRIMARY));
    assertThat(places(router, "SET", "k", "v")).isEqualTo("s-0");
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"UP", "DEGRADED", "DRAINING", "UNREACHABLE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aPrimaryThatCannotIsNot(Status status) {
    Router router =
        router(Topology.REPLICATED, "s-0", ReadFrom.PRIMARY, state("s-0", status, Role.PRIMARY));
    assertThat(places(router, "SET", "k", "v")).isEqualTo("Wait");
  }

  @Test
  void onlyWhoIsKnownNotToReachAnEndpointAvoidsIt() {
    EndpointState cutOff = new EndpointState(
        state("s-0", Status.UP, Role.PRIMARY).endpoint(),
        Status.UNREACHABLE,
        Role.PRIMARY,
        false,
        "why",
        List.of("n-1"));
    for (String node : List.of("n-1", "n-2", "")) {
      Router router =
          router(Topology.REPLICATED, "s-0", new Preference(ReadFrom.PRIMARY, node, ""), cutOff);
      assertThat(places(router, "SET", "k", "v"))
          .as(node)
          .isEqualTo(node.equals("n-1") ? "Wait" : "s-0");
    }
  }

  @Test
  void theDrainingAreAskedOnlyWhileNobodyElseCan() {
    EndpointState draining = state("s-1", Status.DRAINING, Role.REPLICA);
    EndpointState primary = state("s-0", Status.UP, Role.PRIMARY);
    assertThat(places(
            router(Topology.REPLICATED, "s-0", ReadFrom.REPLICA_PREFERRED, primary, draining),
            "GET",
            "k"))
        .isEqualTo("s-0");
    assertThat(places(
            router(Topology.REPLICATED, "s-0", ReadFrom.REPLICA, primary, draining), "GET", "k"))
        .isEqualTo("s-1");
  }

  @Test
  void theSameNodeComesFirstThenTheSameZone() {
    EndpointState[] states = {
      state("s-0", Status.UP, Role.PRIMARY, "n-0", "z-0"),
      state("s-1", Status.UP, Role.REPLICA, "n-1", "z-1"),
      state("s-2", Status.UP, Role.REPLICA, "n-2", "z-1"),
      state("s-3", Status.UP, Role.REPLICA, "", ""),
    };
    assertThat(places(any(states, "n-1", "z-1"), "GET", "k")).isEqualTo("s-1");
    assertThat(places(any(states, "n-9", "z-1"), "GET", "k")).isEqualTo("s-1 s-2");
    assertThat(places(any(states, "n-9", "z-9"), "GET", "k")).isEqualTo("s-0 s-1 s-2 s-3");
    assertThat(places(any(states, "", ""), "GET", "k")).isEqualTo("s-0 s-1 s-2 s-3");
    avoided.add(id("s-1"));
    assertThat(places(any(states, "n-1", "z-1"), "GET", "k")).isEqualTo("s-2");
  }

  private static Router any(EndpointState[] states, String node, String zone) {
    return router(Topology.REPLICATED, "s-0", new Preference(ReadFrom.ANY, node, zone), states);
  }

  @Test
  void theAvoidedAreLeftOutWhileThereIsAnother() {
    Router router = router(Topology.REPLICATED, "s-0", ReadFrom.REPLICA_PREFERRED, REPLICATED);
    avoided.add(id("s-1"));
    assertThat(places(router, "GET", "k")).isEqualTo("s-2");
    avoided.add(id("s-2"));
    assertThat(places(router, "GET", "k")).isEqualTo("s-0");
    avoided.addAll(List.of(id("s-0"), id("s-5")));
    assertThat(places(router, "GET", "k")).isEqualTo("s-1");
  }

  @Test
  void aReplicaThatLagsTooFarIsNotAskedWhateverElseIsInTrouble() {
    Router replicas = router(Topology.REPLICATED, "s-0", ReadFrom.REPLICA, REPLICATED);
    Router preferred = router(Topology.REPLICATED, "s-0", ReadFrom.REPLICA_PREFERRED, REPLICATED);
    behind.add(id("s-1"));
    assertThat(places(replicas, "GET", "k")).isEqualTo("s-2");
    avoided.add(id("s-2"));
    assertThat(places(replicas, "GET", "k")).isEqualTo("s-5");
    behind.addAll(List.of(id("s-2"), id("s-5")));
    assertThat(places(preferred, "GET", "k")).isEqualTo("s-0");
    assertThat(places(preferred, "SCAN", "0")).isEqualTo("s-0");
    assertThat(((Route.Wait) route(replicas, "GET", "k")).reason()).contains("maxLag");
    avoided.add(id("s-0"));
    assertThat(places(preferred, "GET", "k")).isEqualTo("s-0");
  }

  @Test
  void theDearestOfThreeGetsNothing() {
    EndpointState[] states = {
      state("s-0", Status.UP, Role.PRIMARY),
      state("s-1", Status.UP, Role.REPLICA),
      state("s-2", Status.UP, Role.REPLICA),
    };
    costs.put(id("s-1"), 200.0);
    assertThat(places(router(Topology.REPLICATED, "s-0", ReadFrom.ANY, states), "GET", "k"))
        .isEqualTo("s-0 s-2");
  }

  @Test
  void equalCostsSpreadEvenly() {
    Router router = router(
        Topology.PROXIED,
        "",
        ReadFrom.PRIMARY,
        state("s-0", Status.UP, Role.UNKNOWN),
        state("s-1", Status.UP, Role.UNKNOWN),
        state("s-2", Status.UP, Role.UNKNOWN));
    Map<String, Long> spread = IntStream.range(0, 30_000)
        .mapToObj(i -> word(route(router, "SET", "k", "v")))
        .collect(Collectors.groupingBy(place -> place, TreeMap::new, Collectors.counting()));
    assertThat(spread.keySet()).containsExactly("s-0", "s-1", "s-2");
    assertThat(spread.values()).allSatisfy(n -> assertThat(n).isBetween(9_500L, 10_500L));
  }

  @Test
  void aCursorStaysWithOneReplica() {
    Router router = router(Topology.REPLICATED, "s-0", ReadFrom.REPLICA, REPLICATED);
    assertThat(places(router, "SCAN", "0")).isEqualTo("s-1");
    assertThat(places(router, "HSCAN", "h", "0")).isEqualTo("s-1");
    assertThat(places(router, "FT.AGGREGATE", "index", "*", "WITHCURSOR")).isEqualTo("s-1");
    assertThat(places(router, "FT.CURSOR|READ", "index", "42")).isEqualTo("s-1");
  }

  @Test
  void anUnconcludedTopologyWaitsAndSoDoesAClusterWithoutSlots() {
    EndpointState up = state("s-0", Status.UP, Role.PRIMARY);
    assertThat(places(router(Topology.UNKNOWN, "", ReadFrom.ANY, up), "GET", "k"))
        .isEqualTo("Wait");
    assertThat(places(router(Topology.CLUSTER, "", ReadFrom.ANY, up), "GET", "k"))
        .isEqualTo("Wait");
  }

  @Test
  void whatIsNotInTheRegistryWaits() {
    Preference preference = new Preference(ReadFrom.PRIMARY, "", "");
    assertThat(places(Router.of(new Sight.Unseen(), Optional.empty(), preference), "GET", "k"))
        .isEqualTo("Wait");
    assertThat(places(Router.of(new Sight.Removed(), Optional.empty(), preference), "GET", "k"))
        .isEqualTo("Wait");
  }

  private static Router sharded(EndpointState... states) {
    return router(Topology.SHARDED, "", ReadFrom.PRIMARY, states);
  }

  private static Router sharded() {
    return sharded(
        state("r-0", Status.UP, Role.PRIMARY),
        state("r-1", Status.UP, Role.PRIMARY),
        state("r-2", Status.UP, Role.PRIMARY),
        state("r-3", Status.UP, Role.PRIMARY));
  }

  /** A key of each shard of the ring. */
  private static String keyOf(String shard) {
    HashRing ring = new HashRing(RING);
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "k" + i)
        .filter(key -> RING.get(ring.indexOf(key.getBytes(UTF_8))).equals(shard))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"r-0", "r-1", "r-2"})
  void aKeyGoesToItsShard(String shard) {
    assertThat(places(sharded(), "GET", keyOf(shard))).isEqualTo(shard);
    assertThat(places(sharded(), "SET", keyOf(shard), "v")).isEqualTo(shard);
    assertThat(places(sharded(), "EVAL", "return 1", "1", keyOf(shard))).isEqualTo(shard);
    assertThat(places(sharded(), "XREAD", "STREAMS", keyOf(shard), "0")).isEqualTo(shard);
  }

  @Test
  void aShardThatIsDownWaitsAndIsNamed() {
    Router router =
        sharded(state("r-0", Status.UP, Role.PRIMARY), state("r-1", Status.DOWN, Role.PRIMARY));
    assertThat(((Route.Wait) route(router, "GET", keyOf("r-1"))).reason())
        .contains("r-1 DOWN (why)");
    assertThat(((Route.Wait) route(router, "GET", keyOf("r-2"))).reason())
        .contains("r-2", "no endpoint");
    assertThat(places(router, "GET", keyOf("r-0"))).isEqualTo("r-0");
  }

  @Test
  void whatHasNoKeyGoesToAnyShardOrToTheHomeShardOrNowhere() {
    assertThat(places(sharded(), "PING")).isEqualTo("r-0 r-1 r-2");
    assertThat(places(sharded(), "RANDOMKEY")).isEqualTo("r-0 r-1 r-2");
    String home = word(sharded().pin(new byte[0], local, random));
    assertThat(places(sharded(), "PUBLISH", "news", "x")).isEqualTo(home);
    assertThat(places(sharded(), "PUBLISH", "other", "x")).isEqualTo(home);
    for (String command : List.of("SWAPDB", "CONFIG|SET", "SCAN", "NO.SUCH")) {
      assertThat(places(sharded(), command, "x")).as(command).isEqualTo("Refuse");
    }
    for (String command : List.of("FLUSHALL", "DBSIZE", "KEYS", "SCRIPT|LOAD")) {
      Route.Each each = (Route.Each) route(sharded(), command, "x");
      assertThat(each.parts())
          .as(command)
          .map(Route.ForShard::shard)
          .containsExactlyElementsOf(RING);
    }
  }

  @Test
  void manyKeysAreSplitInTheirOrder() {
    String a = keyOf("r-0");
    String b = keyOf("r-2");
    Route.Split split =
        (Route.Split) route(sharded(), "MSET", b, "1", a, "2", b + "{" + b + "}", "3");
    assertThat(split.merge()).isEqualTo(Merge.ALL_OK);
    assertThat(split.parts()).hasSize(2);
    assertThat(split.parts().get(0).arguments()).map(RouterTest::text).containsExactly(a, "2");
    assertThat(split.parts().get(0).keys()).containsExactly(1);
    assertThat(split.parts().get(1).arguments())
        .map(RouterTest::text)
        .containsExactly(b, "1", b + "{" + b + "}", "3");
    assertThat(split.parts().get(1).keys()).containsExactly(0, 2);
    assertThat(places(sharded(), "MGET", a, a)).isEqualTo("r-0");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  @Test
  void keysOfSeveralShardsAndHiddenKeysAreRefused() {
    assertThat(places(sharded(), "RENAME", keyOf("r-0"), keyOf("r-1"))).isEqualTo("Refuse");
    assertThat(places(sharded(), "RENAME", keyOf("r-0"), keyOf("r-0"))).isEqualTo("r-0");
    assertThat(places(sharded(), "SORT", keyOf("r-0"), "STORE", "x")).isEqualTo("Refuse");
    assertThat(places(sharded(), "SORT", keyOf("r-0"), "LIMIT", "0", "5")).isEqualTo("r-0");
    assertThat(places(sharded(), "SORT_RO", keyOf("r-0"), "get", "x_*")).isEqualTo("Refuse");
    assertThat(places(sharded(), "SORT_RO", keyOf("r-0"), "ALPHA")).isEqualTo("r-0");
    assertThat(places(sharded(), "SORT_RO", keyOf("r-0"), "STORE"))
        .as("no option of it")
        .isEqualTo("r-0");
  }

  @Test
  void aShardWithTwoPodsIsServedByTheOneThatIsUp() {
    EndpointState old = new EndpointState(
        new Endpoint(
            id("old"),
            "r-0",
            "r-0",
            new HostAndPort("10.0.0.1", 6379),
            "",
            "",
            EndpointConditions.READY),
        Status.DRAINING,
        Role.PRIMARY,
        false,
        "terminating");
    EndpointState fresh = state("r-0", Status.UP, Role.PRIMARY);
    assertThat(places(sharded(old, fresh), "GET", keyOf("r-0"))).isEqualTo("r-0");
    assertThat(places(sharded(old), "GET", keyOf("r-0"))).isEqualTo("old");
  }
}
