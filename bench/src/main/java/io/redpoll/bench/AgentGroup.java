package io.redpoll.bench;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import io.redpoll.agent.AgentCluster;
import io.redpoll.agent.AgentOptions;
import io.redpoll.testkit.kubernetes.ClusterProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Agents that form one cluster on the loopback address. Blocks. */
final class AgentGroup implements AutoCloseable {

  private final AgentImage image;
  private final ClusterProcess kubernetes;
  private final List<Integer> ports;
  private final String name;
  private final List<AgentProcess> agents = new ArrayList<>();

  private final LongAdder writes = new LongAdder();
  private Vertx observer;

  /** A group that may grow to {@code most} agents. */
  AgentGroup(AgentImage image, ClusterProcess kubernetes, int most) throws IOException {
    this.image = image;
    this.kubernetes = kubernetes;
    // The last of each kind is the observer's.
    this.ports = freePorts(3 * (most + 1));
    this.name = "bench-" + ports.get(0);
  }

  List<AgentProcess> agents() {
    return agents;
  }

  /** Starts agents until there are {@code count}; the milliseconds that the last took until it was ready. */
  double growTo(int count) throws Exception {
    double ready = 0;
    while (agents.size() < count) {
      AgentProcess next = start(agents.size());
      agents.add(next);
      ready = next.awaitReady();
    }
    return ready;
  }

  /** Puts a new agent into the place of one that has gone. */
  void replace(int index) throws Exception {
    agents.get(index).close();
    agents.set(index, start(index));
    agents.get(index).awaitReady();
  }

  /** Waits until all {@code services} Services are curated, each by one of {@code some}. */
  void awaitCurated(List<AgentProcess> some, int services) throws Exception {
    long end = System.nanoTime() + 120_000_000_000L;
    for (int all = curated(some); all < services; all = curated(some)) {
      if (System.nanoTime() > end) {
        throw new IOException(all + " of " + services + " Services are curated after 120 s");
      }
      Thread.sleep(10);
    }
  }

  /** How many records change within so many milliseconds, as a member of the cluster sees it. */
  long writes(long millis) throws Exception {
    observe();
    writes.reset();
    Thread.sleep(millis);
    return writes.sum();
  }

  private void observe() throws Exception {
    if (observer != null) {
      return;
    }
    int slots = ports.size() / 3;
    JsonObject cluster = new JsonObject()
        .put("enabled", true)
        .put("name", name)
        .put("members", new JsonArray(List.of(members().split(","))))
        .put("publicHost", "127.0.0.1")
        .put("port", ports.get(slots - 1))
        .put("eventBusPort", ports.get(2 * slots - 1));
    observer = AgentCluster.joinAsApplication(
            new AgentOptions(new JsonObject().put("cluster", cluster)), new VertxOptions())
        .await(60, TimeUnit.SECONDS);
    HazelcastClusterManager manager =
        (HazelcastClusterManager) ((VertxInternal) observer).clusterManager();
    manager
        .getHazelcastInstance()
        .getMap("service.registry")
        .addEntryListener(
            new EntryAdapter<Object, Object>() {
              @Override
              public void onEntryEvent(EntryEvent<Object, Object> event) {
                writes.increment();
              }
            },
            false);
  }

  private String members() {
    return ports.stream()
        .limit(ports.size() / 3 - 1)
        .map(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(","));
  }

  private static int curated(List<AgentProcess> some) throws Exception {
    int all = 0;
    for (AgentProcess agent : some) {
      try {
        all += agent.curated();
      } catch (HttpTimeoutException busy) {
        // It is asked again.
      }
    }
    return all;
  }

  @Override
  public void close() {
    if (observer != null) {
      observer.close().toCompletionStage().toCompletableFuture().join();
    }
    agents.forEach(AgentProcess::close);
  }

  private AgentProcess start(int index) throws IOException {
    int third = ports.size() / 3;
    return AgentProcess.start(
        image,
        ports.get(2 * third + index),
        List.of(
            "--kubernetes-url",
            kubernetes.uri(),
            "--node",
            "node-" + index,
            "--zone",
            "zone-" + index % 3,
            "--cluster-enabled",
            "--cluster-name",
            name,
            "--cluster-members",
            members(),
            "--cluster-public-host",
            "127.0.0.1",
            "--cluster-port",
            "" + ports.get(index),
            "--cluster-event-bus-port",
            "" + ports.get(third + index)));
  }

  /** Below the range from which the system takes the ports of outgoing connections. */
  private static List<Integer> freePorts(int count) throws IOException {
    Set<Integer> ports = new HashSet<>();
    while (ports.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        ports.add(free.getLocalPort());
      } catch (IOException taken) {
        // Another one, then.
      }
    }
    return List.copyOf(ports);
  }
}
