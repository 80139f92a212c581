package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.redis.RedisServerException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Stands in for the DNS name of pod 0, which replicas follow, or for the script that asks Sentinels. It belongs to the API's
 * context.
 */
final class Following {

  private static final Logger LOG = System.getLogger(Following.class.getName());

  private final Vertx vertx;
  private final boolean replicated;
  /** Addresses that pod 0 had before, in the words of ROLE: host, line break, port. */
  private final Set<String> former = new HashSet<>();
  /** Where pod 0 is or was last; empty before it first came up. */
  private String host = "";

  private int port;

  /** Where a new pod shall go by the word of Sentinels, once there are any; null before. */
  private Supplier<List<String>> sentinels;

  Following(Vertx vertx, StatefulSetSpec spec) {
    this.vertx = vertx;
    this.replicated = spec.replication() == Replication.PRIMARY_REPLICA;
  }

  /** The arguments that make a new pod a replica, if it shall be one; they may take blocking to find out. */
  Supplier<List<String>> args(int ordinal) {
    if (sentinels != null) {
      return sentinels;
    }
    List<String> args = replicated && ordinal > 0
        ? List.of("--replicaof", host, Integer.toString(port))
        : List.of();
    return () -> args;
  }

  /** Leaves it to Sentinels from now on. */
  void obey(SentinelWord word, Supplier<List<RedisPod>> pods) {
    sentinels = () -> word.awaitPrimary(pods).replicaOf();
  }

  /** Tells where a new pod is; true if the others must be pointed to it. */
  boolean moved(RedisPod pod) {
    if (!replicated || sentinels != null || pod.identity().ordinal() > 0) {
      return false;
    }
    former.add(host + "\n" + port);
    host = pod.host();
    port = pod.port();
    return true;
  }

  /** Points the replicas that follow a former address of pod 0 to the present one. Frozen ones are left out. */
  Future<Void> follow(List<RedisPod> pods) {
    if (!replicated || sentinels != null) {
      return Future.succeededFuture();
    }
    Set<String> formerNow = Set.copyOf(former);
    String hostNow = host;
    String portNow = Integer.toString(port);
    List<Future<Void>> all = pods.stream()
        .filter(pod -> pod.identity().ordinal() > 0 && !pod.frozen())
        .map(pod -> vertx.<Void>executeBlocking(
            () -> {
              point(pod, formerNow, hostNow, portNow);
              return null;
            },
            false))
        .toList();
    return all.isEmpty() ? Future.succeededFuture() : Future.join(all).mapEmpty();
  }

  private static void point(RedisPod pod, Set<String> former, String host, String port) {
    try {
      String role = pod.command("ROLE");
      boolean lags = former.stream().anyMatch(old -> role.startsWith("slave\n" + old + "\n"));
      if (lags) {
        pod.command("REPLICAOF", host, port);
      }
    } catch (RedisServerException silent) {
      // Dead, or frozen at this moment: a new pod starts with the right address, a thawed one is
      // asked again.
      LOG.log(Level.DEBUG, "pod {0}: {1}", pod.name(), silent.getMessage());
    }
  }
}
