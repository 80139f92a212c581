package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatefulSetIT {

  @Test
  void aKilledPodIsReplacedUnderItsNameWithANewUidAndAddress() {
    try (KubernetesCluster cluster = KubernetesCluster.start()) {
      StatefulSet set =
          cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3));
      RedisPod old = set.pod("session-0");
      old.kill();
      RedisPod fresh = set.awaitReplacement(old);
      assertThat(fresh.uid()).isNotEqualTo(old.uid());
      assertThat(fresh.host()).isNotEqualTo(old.host());
      assertThat(set.pod(1).command("ROLE")).startsWith("slave\n" + fresh.host() + "\n6379\n");
          cluster.api().find(Kind.ENDPOINT_SLICE, "shop", "session-0") + " " + cluster.pods());
    }
  }
}
