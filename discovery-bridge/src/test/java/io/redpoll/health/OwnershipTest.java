package io.redpoll.health;

import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  private static final Agent A = new Agent("a", "node-1", "zone-a");
  private static final Agent B = new Agent("b", "node-2", "zone-a");
  private static final Agent C = new Agent("c", "node-3", "zone-b");
  private static final Agent D = new Agent("d", "node-3", "zone-b");
  private static final Agent LOST = new Agent("e", "", "");
  private static final List<Endpoint> MANY = IntStream.range(0, 500)
      .mapToObj(n -> on("node-" + (n % 5 + 1), "uid-" + n))
      .toList();

  @Test
  void sc04_anEndpointIsCheckedFromItsOwnNode() {
    assertThat(seenBy("b", A, B, C).prober(on("node-1", "x"))).isEqualTo("a");
    assertThat(seenBy("b", A, B, C).probes(on("node-2", "x"))).isTrue();
  }

  @Test
  void allAgentsAgreeAndTwoOnOneNodeShareIt() {
    List<String> byC = MANY.stream().map(seenBy("c", A, B, C, D)::prober).toList();
    List<String> byD = MANY.stream().map(seenBy("d", A, B, C, D)::prober).toList();
    assertThat(byC).isEqualTo(byD).contains("a", "b", "c", "d");
  }

  @Test
  void sc05_theLossOfAnAgentMovesOnlyWhatItHad() {
    Ownership before = seenBy("a", A, B, C);
    Ownership after = seenBy("a", A, B);
    assertThat(MANY)
        .filteredOn(endpoint -> !before.prober(endpoint).equals("c"))
        .isNotEmpty()
        .allSatisfy(
            endpoint -> assertThat(after.prober(endpoint)).isEqualTo(before.prober(endpoint)));
  }

  @Test
  void witnessesComeFromOtherNodesFirst() {
    Ownership ownership = seenBy("a", A, B, C, D, LOST);
    for (Endpoint endpoint : MANY) {
      String prober = ownership.prober(endpoint);
      List<String> two = ownership.witnesses(endpoint, 2);
      assertThat(two).hasSize(2).doesNotContain(prober);
      if (prober.equals("c")) {
        assertThat(two).doesNotContain("d");
      }
    }
    assertThat(seenBy("c", C, D).witnesses(MANY.get(2), 2)).hasSize(1);
    assertThat(Ownership.alone("a").witnesses(MANY.get(0), 2)).isEmpty();
  }

  @Test
  void reportsGoToTheProberThenToEverybodyElse() {
    Ownership ownership = seenBy("a", A, B, C, D, LOST);
    assertThat(MANY).allSatisfy(endpoint -> {
      List<String> order = ownership.reportOrder(endpoint);
      assertThat(order.get(0)).isEqualTo(ownership.prober(endpoint));
      assertThat(order).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
      List<String> others = new ArrayList<>(order.subList(1, 3));
      assertThat(ownership.witnesses(endpoint, 2)).isEqualTo(others);
    });
  }

  @Test
  void oneAloneHasEverything() {
    Ownership alone = Ownership.alone("solo");
    assertThat(alone.curates(new ServiceId("shop", "cache"))).isTrue();
    assertThat(alone.probes(pod(0))).isTrue();
  }

  private static Ownership seenBy(String self, Agent... agents) {
    return new Ownership() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public List<Agent> agents() {
        return List.of(agents);
      }

      @Override
      public void onChange(Runnable listener) {
        // Never changes.
      }
    };
  }

  private static Endpoint on(String node, String uid) {
    return new Endpoint(
        EndpointId.ofPod("shop", uid, 6379),
        uid,
        uid,
        new HostAndPort("10.0.0.1", 6379),
        node,
        "",
        EndpointConditions.READY);
  }
}
