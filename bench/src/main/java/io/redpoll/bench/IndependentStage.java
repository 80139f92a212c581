package io.redpoll.bench;

import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.redpoll.handle.RedisHandle;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three independent pods as a cache, used through the handle, through HAProxy and through twemproxy. */
final class IndependentStage implements FaultStage {

  private final FaultKit kit = new FaultKit();
  private final StatefulSet pods;
  private final RedisHandle handle;
  private final List<Subject> subjects = new ArrayList<>();
  private RedisPod frozen;

  private IndependentStage() throws Exception {
    pods = kit.cluster()
        .statefulSet(StatefulSetSpec.independent("shop", "cache", "cache", 3)
            .withServiceLabels(
                Map.of("redpoll.io/topology", "sharded", "redpoll.io/mode", "cache")));
    handle = kit.handle("shop/cache");
    FaultKit.awaitUp(handle, 3);
    subjects.add(FaultKit.subject(handle));
    addProxy("HAProxy", HaProxy.start(pods));
    addProxy("twemproxy", Twemproxy.start(pods));
  }

  static IndependentStage start() throws Exception {
    return new IndependentStage();
  }

  private void addProxy(String name, Optional<? extends Proxy> proxy) {
    proxy.ifPresentOrElse(
        running -> {
          kit.closing(running);
          subjects.add(through("Lettuce through " + name, running.address()));
        },
        () -> System.err.println(
            name + ": not installed, so its rows are skipped (Debian: haproxy, nutcracker)"));
  }

  private Subject through(String name, InetSocketAddress address) {
    // Twemproxy hangs up on HELLO and on CLIENT.
    RedisURI uri = RedisURI.create(address.getHostString(), address.getPort());
    uri.setLibraryName("");
    uri.setLibraryVersion("");
    RedisClient client = RedisClient.create(uri);
    client.setOptions(SentinelClients.patient()
        .mutate()
        .protocolVersion(ProtocolVersion.RESP2)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .build());
    List<StatefulRedisConnection<byte[], byte[]>> connections = new ArrayList<>();
    for (int i = 0; i < pods.spec().replicas(); i++) {
      connections.add(client.connect(ByteArrayCodec.INSTANCE));
    }
    kit.closing(client::shutdown);
    // In turn, so that each pod behind a balancer has some. All on the load's event loop.
    int[] turn = new int[1];
    return new Subject(
        name,
        (ask, done) -> LettuceClient.send(
                connections.get(turn[0]++ % connections.size()).async(), ask)
            .whenComplete(done));
  }

  @Override
  public String service() {
    return "three independent pods";
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
    Fault kill = new Fault("a pod killed", () -> pods.pod(1).kill(), Duration.ofSeconds(6));
    Fault freeze = new Fault("a pod frozen", this::freeze, Duration.ofSeconds(8));
    Fault restart = new Fault("rolling restart", pods::rollingRestart, Duration.ofSeconds(4));
    return scale == Scale.QUICK ? List.of(kill) : List.of(kill, freeze, restart);
  }

  private void freeze() {
    frozen = pods.pod(1);
    frozen.freeze();
  }

  @Override
  public void heal() throws Exception {
    if (frozen != null) {
      frozen.thaw();
      frozen = null;
    }
    pods.awaitReady();
    FaultKit.awaitUp(handle, 3);
    FaultKit.await(this::isSwept);
    // The proxies look at the pods, and check them, in their own time.
    Thread.sleep(2 * Proxy.LOOK_MILLIS + 3000);
  }

  /** Whether what the pods held for each other is gone, so that any of them may fail as it did the first time. */
  private boolean isSwept() {
    return handle
        .snapshot()
        .filter(snapshot -> snapshot.ring().size() == 3)
        .filter(
            snapshot -> snapshot.swept().keySet().equals(snapshot.leftovers().keySet()))
        .isPresent();
  }

  @Override
  public void close() {
    kit.close();
  }
}
