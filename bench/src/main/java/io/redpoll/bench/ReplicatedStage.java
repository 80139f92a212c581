package io.redpoll.bench;

import io.redpoll.handle.RedisHandle;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.SentinelSpec;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A primary and two replicas that three Sentinels watch, used by the handle, Lettuce and the stock client. */
final class ReplicatedStage implements FaultStage {

  private static final Duration DOWN_AFTER = Duration.ofSeconds(1);

  private final FaultKit kit = new FaultKit();
  private final StatefulSet data;
  private final StatefulSet sentinels;
  private final RedisHandle handle;
  private final List<Subject> subjects;
  private RedisPod frozen;

  private ReplicatedStage() throws Exception {
    data = kit.cluster()
        .statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3)
            .withServiceLabels(Map.of("redpoll.io/topology", "replicated")));
    sentinels =
        kit.cluster().sentinels(data, SentinelSpec.of("sentinel").withDownAfter(DOWN_AFTER));
    handle = kit.handle("shop/session");
    FaultKit.awaitUp(handle, 3);
    SentinelClients peers = new SentinelClients(kit, sentinels.pods());
    subjects = List.of(FaultKit.subject(handle), peers.lettuce(), peers.stock());
  }

  static ReplicatedStage start() throws Exception {
    return new ReplicatedStage();
  }

  @Override
  public String service() {
    return "replicated, Sentinel";
  }

  @Override
  public List<Subject> subjects() {
    return subjects;
  }

  @Override
  public Vertx vertx() {
    return kit.vertx();
  }

  @Override
  public List<Fault> faults(Scale scale) {
    Fault kill = new Fault("primary killed", () -> primary().kill(), Duration.ofSeconds(8));
    Fault failover = new Fault("failover asked for", this::failOver, Duration.ofSeconds(6));
    Fault freeze = new Fault("primary frozen", this::freeze, Duration.ofSeconds(10));
    Fault restart = new Fault("rolling restart", this::restart, Duration.ofSeconds(5));
    return scale == Scale.QUICK
        ? List.of(kill, failover)
        : List.of(kill, failover, freeze, restart);
  }

  private RedisPod primary() {
    String host = sentinels
        .pods()
        .get(0)
        .command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster")
        .lines()
        .findFirst()
        .orElse("");
    return data.pods().stream()
        .filter(pod -> pod.host().equals(host))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no pod is at " + host));
  }

  private void failOver() {
    String answer = sentinels.pods().get(0).command("SENTINEL", "FAILOVER", "mymaster");
    if (!answer.equals("OK")) {
      throw new IllegalStateException("SENTINEL FAILOVER: " + answer);
    }
  }

  private void freeze() {
    frozen = primary();
    frozen.freeze();
  }

  /** Pod by pod, each when the Sentinels know the one before: they hear of it from the primary within 10 s. */
  private void restart() throws InterruptedException {
    for (int ordinal = data.spec().replicas() - 1; ordinal >= 0; ordinal--) {
      RedisPod old = data.pod(ordinal);
      old.delete();
      RedisPod fresh = data.awaitReplacement(old);
      FaultKit.await(() -> knownToSentinels(fresh));
    }
  }

  private boolean knownToSentinels(RedisPod pod) {
    return sentinels.pods().stream()
        .allMatch(
            sentinel -> sentinel.command("SENTINEL", "REPLICAS", "mymaster").contains(pod.host()));
  }

  @Override
  public void heal() throws Exception {
    if (frozen != null) {
      frozen.thaw();
      frozen = null;
    }
    data.awaitReady();
    FaultKit.awaitUp(handle, 3);
    FaultKit.await(() -> primary().command("INFO", "replication").contains("connected_slaves:2"));
    RedisPod primary = primary();
    for (RedisPod pod : data.pods()) {
      FaultKit.await(() -> pod.host().equals(primary.host()) || knownToSentinels(pod));
    }
  }

  @Override
  public void close() {
    kit.close();
  }
}
