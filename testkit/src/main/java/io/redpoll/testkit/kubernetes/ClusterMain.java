package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.redis.Addressing;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A cluster in a process of its own, obeying one line of its standard input after the other and answering each with one of
 * JSON. It ends with its standard input, and its pods with it.
 *
 * <p>{@code set <namespace> <name> <replicas> independent|replicated} makes a StatefulSet with a Service of the same name, and
 * {@code remove <namespace> <name>} takes both away; {@code kill|freeze|thaw|delete <pod>} do that to a pod; {@code api stop|resume|compact|drop} and {@code api slow <millis>} spoil
 * the API, {@code api slow 0} mends that; {@code pods} tells of all pods; {@code shared <services> <endpoints>} makes Services of so many
 * endpoints each, all of them one Redis at different addresses, and {@code pings} tells how many PINGs that one had.
 */
public final class ClusterMain {

  private final KubernetesCluster cluster;
  private final Map<String, StatefulSet> sets = new HashMap<>();
  private RedisServer shared;

  private ClusterMain(KubernetesCluster cluster) {
    this.cluster = cluster;
  }

  /** Prints {@code {"uri": …}} when the API is there, and then obeys. */
  public static void main(String[] args) throws IOException {
    PodTiming fast =
        PodTiming.DEFAULT.withNoticed(Duration.ofMillis(200)).withReplaced(Duration.ofMillis(500));
    try (KubernetesCluster cluster =
            KubernetesCluster.start(KubernetesClusterOptions.DEFAULT.withTiming(fast));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      ClusterMain main = new ClusterMain(cluster);
      System.out.println(new JsonObject().put("uri", cluster.api().uri()).encode());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(main.answer(line.trim().split("\\s+")).encode());
      }
      main.close();
    }
    System.exit(0);
  }

  private JsonObject answer(String[] words) {
    try {
      return obey(words).put("ok", true);
    } catch (RuntimeException refused) {
      return new JsonObject().put("ok", false).put("error", refused.toString());
    }
  }

  private JsonObject obey(String[] words) {
    switch (words[0]) {
      case "set" -> statefulSet(words[1], words[2], Integer.parseInt(words[3]), words[4]);
      case "remove" -> remove(words[1] + "/" + words[2]);
      case "kill" -> cluster.pod(words[1]).kill();
      case "freeze" -> cluster.pod(words[1]).freeze();
      case "thaw" -> cluster.pod(words[1]).thaw();
      case "delete" -> cluster.pod(words[1]).delete();
      case "api" -> api(words);
      case "shared" -> shared(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "pods" -> {
        return new JsonObject().put("pods", pods());
      }
      case "pings" -> {
        return new JsonObject().put("pings", pings());
      }
      default -> throw new IllegalArgumentException(words[0] + " (expected: see ClusterMain)");
    }
    return new JsonObject();
  }

  private void statefulSet(String namespace, String name, int replicas, String replication) {
    sets.put(
        namespace + "/" + name,
        cluster.statefulSet(
            replication.equals("replicated")
                ? StatefulSetSpec.primaryReplica(namespace, name, name, replicas)
                : StatefulSetSpec.independent(namespace, name, name, replicas)));
  }

  private void remove(String set) {
    if (!sets.containsKey(set)) {
      throw new IllegalArgumentException(set + " (expected: one of " + sets.keySet() + ")");
    }
    sets.remove(set).delete();
  }

  private void api(String[] words) {
    switch (words[1]) {
      case "stop" -> cluster.api().stop();
      case "resume" -> cluster.api().resume();
      case "compact" -> {
        cluster.api().compact();
        cluster.api().dropWatches();
      }
      case "drop" -> cluster.api().dropWatches();
      case "slow" -> slow(Integer.parseInt(words[2]));
      default -> throw new IllegalArgumentException("api " + words[1]);
    }
  }

  /** Answers nothing for so long, and then breaks the connection: as slow as a client will bear. */
  private void slow(int millis) {
    cluster
        .api()
        .faults(
            millis == 0
                ? Faults.NONE
                : request -> {
                  Vertx.currentContext()
                      .owner()
                      .setTimer(millis, id -> request.connection().close());
                  return true;
                });
  }

  private JsonArray pods() {
    JsonArray pods = new JsonArray();
    for (RedisPod pod : cluster.pods()) {
      pods.add(new JsonObject()
          .put("name", pod.name())
          .put("host", pod.host())
          .put("port", pod.port())
          .put("uid", pod.uid())
          .put("alive", pod.alive())
          .put("frozen", pod.frozen()));
    }
    return pods;
  }

  private void shared(int services, int endpoints) {
    if (shared == null) {
      // A port of its own, for it takes all addresses of this machine.
      shared = RedisServer.start(RedisServerOptions.DEFAULT
          .withAddressing(Addressing.OWN_PORT)
          .withArgs(
              List.of("--bind", "0.0.0.0", "--protected-mode", "no", "--maxclients", "15000")));
    }
    for (int service = 0; service < services; service++) {
      cluster.api().apply(slice(service, endpoints));
    }
  }

  private JsonObject slice(int service, int count) {
    return EndpointSlices.slice(
        "shared",
        "s" + service + "-a",
        new JsonObject().put("kubernetes.io/service-name", "s" + service),
        IntStream.range(0, count)
            .mapToObj(i -> endpoint(service, i, service * count + i))
            .toList(),
        "redis",
        shared.port());
  }

  private static JsonObject endpoint(int service, int index, int number) {
    return new JsonObject()
        .put("addresses", new JsonArray().add("127.77." + number / 250 + "." + (number % 250 + 1)))
        .put("conditions", new JsonObject().put("ready", true).put("serving", true))
        .put("nodeName", "node-" + number % 20)
        .put("zone", "zone-" + number % 3)
        .put(
            "targetRef",
            EndpointSlices.targetRef(
                "shared",
                "s" + service + "-" + index,
                "00000000-0000-4000-8000-%012d".formatted(number)));
  }

  private long pings() {
    for (String line : shared.command("INFO", "commandstats").lines().toList()) {
      if (line.startsWith("cmdstat_ping:calls=")) {
        return Long.parseLong(line.substring(19, line.indexOf(',')));
      }
    }
    return 0;
  }

  private void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
