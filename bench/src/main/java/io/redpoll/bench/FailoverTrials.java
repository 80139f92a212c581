package io.redpoll.bench;

import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.CommandTable;
import io.redpoll.resp.DedicatedConnection;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespConnection;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.SentinelSpec;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Failovers that Sentinels make, from their own first {@code +switch-master} to {@code primary.changed}. */
final class FailoverTrials {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HealthBench.Plan plan;
  private final Recorder recorder;

  /** When the first Sentinel named an address in this trial; a late one of the trial before names another. */
  private final Map<String, Long> decided = new ConcurrentHashMap<>();

  FailoverTrials(HealthBench.Plan plan, Recorder recorder) {
    this.plan = plan;
    this.recorder = recorder;
  }

  void run() throws Exception {
    Vertx independent = Vertx.vertx();
    try (HealthRig rig = new HealthRig()) {
      StatefulSet data = rig.cluster()
          .statefulSet(StatefulSetSpec.primaryReplica("bench", "session", "session", 3));
      StatefulSet sentinels = rig.cluster().sentinels(data, SentinelSpec.of("session-sentinel"));
      for (RedisPod sentinel : sentinels.pods()) {
        subscribe(independent, sentinel);
      }
      rig.deploy(2);
      Latencies changed = new Latencies();
      for (int i = 0; i < plan.failovers(); i++) {
        changed.add(failover(rig, sentinels));
      }
      changed.record(
          recorder, HealthBench.setting("+switch-master to primary.changed"), HealthBench.SUBJECT);
    } finally {
      independent.close().await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private long failover(HealthRig rig, StatefulSet sentinels) throws InterruptedException {
    decided.clear();
    rig.news().drain();
    // Right after a failover Sentinels refuse the next for want of a replica that they know well.
    while (!sentinels.pod(0).command("SENTINEL", "FAILOVER", "mymaster").equals("OK")) {
      Thread.sleep(100);
    }
    HealthNews.Arrived told = rig.news().await(EventType.PRIMARY_CHANGED, "");
    String primary = told.event().endpoint().orElseThrow().address().toString();
    while (!decided.containsKey(primary)) {
      Thread.sleep(1);
    }
    return told.at() - decided.get(primary);
  }

  private void subscribe(Vertx vertx, RedisPod sentinel) throws TimeoutException {
    RespConnectOptions options = new RespConnectOptions(
        new HostAndPort(sentinel.host(), sentinel.port()),
        Optional.empty(),
        Optional.empty(),
        "",
        TIMEOUT,
        16);
    RespConnection connection =
        RespConnection.connect(vertx, options).await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    DedicatedConnection subscriber =
        new DedicatedConnection(connection, CommandTable.load(), TIMEOUT);
    subscriber
        .handler(message -> {
          if (message.get(0).toString().equals("message")) {
            // mymaster, the old address and port, the new address and port
            String[] words = message.get(2).toString().split(" ", -1);
            decided.putIfAbsent(words[3] + ":" + words[4], System.nanoTime());
          }
        })
        .send(Request.cmd(Command.SUBSCRIBE).arg("+switch-master"))
        .await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
