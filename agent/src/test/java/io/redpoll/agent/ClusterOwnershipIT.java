package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClusterOwnershipIT {

  @Test
  @Timeout(60)
  void anAgentThatWasStruckOutByMistakeWritesItselfInAgain() throws Exception {
    HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(alone());
    Vertx vertx = Vertx.vertx();
    try {
      IMap<String, Boolean> roster = hazelcast.getMap(Roster.MAP);
      CountDownLatch twice = new CountDownLatch(2);
      roster.addEntryListener(
          (EntryAddedListener<String, Boolean>)
              (EntryEvent<String, Boolean> event) -> twice.countDown(),
          false);
      Context context = vertx.getOrCreateContext();
      Future.<Void>future(
              done -> context.runOnContext(now -> ClusterOwnership.follow(hazelcast, context)
                  .compose(ClusterOwnership::enter)
                  .onComplete(done)))
          .await(30, SECONDS);

      roster.remove("agent-1");

      assertThat(twice.await(30, SECONDS)).as("written in again").isTrue();
      assertThat(roster.keySet()).containsExactly("agent-1");
    } finally {
      vertx.close().await(30, SECONDS);
      hazelcast.shutdown();
    }
  }

  private static Config alone() {
    Config config =
        new Config().setClusterName("alone-" + ProcessHandle.current().pid());
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getMemberAttributeConfig().setAttribute(ClusterConfig.AGENT, "agent-1");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    return config;
  }
}
