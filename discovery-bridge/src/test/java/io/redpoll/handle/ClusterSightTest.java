package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterSightTest {

  private static final ServiceId SERVICE = new ServiceId("test", "redis");
  private static final TestPod ZERO = pod("redis-0", "10.0.0.1");
  private static final TestPod ONE = pod("redis-1", "10.0.0.2");

  private static TestPod pod(String name, String host) {
    return new TestPod(name, "uid-" + name, new HostAndPort(host, 6379));
  }

  private static SlotMap.Member member(String host, String... aliases) {
    return new SlotMap.Member(
        new HostAndPort(host, 6379),
        Arrays.stream(aliases).map(alias -> new HostAndPort(alias, 6379)).toList());
  }

  private static ClusterSight sight(SlotMap.Member primary, EndpointState... states) {
    Snapshot snapshot = new Snapshot(
        SERVICE,
        ServiceSettings.DEFAULT,
        1,
        1,
        Topology.CLUSTER,
        Optional.empty(),
        List.of(),
        Arrays.asList(states));
    SlotMap slots = SlotMap.of(List.of(new SlotMap.Range(0, 16383, primary, List.of())));
    return new ClusterSight(snapshot, slots, "", Set.of());
  }

  private static EndpointState primary(ClusterSight sight) {
    return sight.shards().get(0).primary();
  }

  @Test
  void aNodeIsFoundByItsAddressAndInTheRoleThatTheClusterSays() {
    ClusterSight sight = sight(member("10.0.0.2"), ZERO.primary(), ONE.replica());
    assertThat(primary(sight).id()).isEqualTo(ONE.id());
    assertThat(primary(sight).role()).isEqualTo(Role.PRIMARY);
    assertThat(sight.strangers()).isEmpty();
  }

  @Test
  void aNodeIsFoundByItsNameInAnyLengthAndByItsOtherAddress() {
    for (String name : List.of(
        "redis-1",
        "redis-1.redis",
        "redis-1.redis.test.svc",
        "redis-1.redis.test.svc.cluster.local")) {
      ClusterSight sight = sight(member(name), ZERO.primary(), ONE.primary());
      assertThat(primary(sight).id()).as(name).isEqualTo(ONE.id());
      assertThat(sight.at(new HostAndPort(name, 6379))).contains(ONE.id());
    }
    ClusterSight byAlias = sight(member("gate-7", "10.0.0.1"), ZERO.primary(), ONE.primary());
    assertThat(primary(byAlias).id()).isEqualTo(ZERO.id());
    assertThat(primary(sight(member("redis-10"), ZERO.primary(), ONE.primary())).id())
        .isEqualTo(EndpointId.ofAddress(SERVICE, "redis-10", 6379));
  }

  @Test
  void aStrangerCountsAsUp() {
    ClusterSight sight = sight(member("203.0.113.7"), ZERO.primary());
    assertThat(primary(sight).status()).isEqualTo(Status.UP);
    assertThat(sight.strangers()).hasSize(1);
    assertThat(sight.at(new HostAndPort("203.0.113.7", 6379)))
        .contains(sight.strangers().get(0).id());
  }

  @Test
  void whatTheSnapshotSaysOfANodeHoldsButTheClusterVouchesForTheUnchecked() {
    assertThat(primary(sight(member("10.0.0.1"), ZERO.state(Status.DOWN, Role.PRIMARY)))
            .status())
        .isEqualTo(Status.DOWN);
    assertThat(primary(sight(member("10.0.0.1"), ZERO.state(Status.UNKNOWN, Role.UNKNOWN)))
            .status())
        .isEqualTo(Status.UP);
  }
}
