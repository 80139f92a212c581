package io.redpoll.agent.dev;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.redpoll.agent.AgentOptions;
import io.redpoll.agent.AgentVerticle;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.redpoll.testkit.redis.RedisServerException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** {@code mvn -q -Pdev}: starts everything, shows what happens, ends everything. */
public final class DevMode {

  /** Kept, for a logger that nobody holds forgets its level. */
  private static final java.util.logging.Logger JUL =
      java.util.logging.Logger.getLogger("io.redpoll");

  private static final int UNWELL = 1;
  private static final int BAD_OPTIONS = 2;

  private DevMode() {}

  /** Exits with 0 if all went as it should, 1 if not, 2 for bad options. */
  public static void main(String[] args) {
    quiet();
    try {
      System.exit(run(DevOptions.parse(args)) ? 0 : UNWELL);
    } catch (IllegalArgumentException e) {
      System.err.println("dev: " + e.getMessage());
      System.err.println(DevOptions.USAGE);
      System.exit(BAD_OPTIONS);
    } catch (RedisServerException e) {
      System.err.println("dev: " + e.getMessage());
      System.exit(UNWELL);
    }
  }

  /** The console tells what happens; the log need not. In Maven's JVM the library logs to java.util.logging. */
  private static void quiet() {
    JUL.setLevel(java.util.logging.Level.SEVERE);
    ((Logger) LoggerFactory.getLogger("io.redpoll")).setLevel(Level.ERROR);
  }

  static boolean run(DevOptions options) {
    Path examples = Path.of(System.getProperty("redpoll.examples", "../k8s/examples"));
    StatefulSetSpec redis = Examples.redis(examples);
    StatefulSetSpec session = Examples.session(examples);
    Console console = Console.of(options.json());
    console.note("Starting a Kubernetes API in memory, and Redis processes as the pods of "
        + redis.name() + " and " + session.name() + " ...");
    try (KubernetesCluster cluster = KubernetesCluster.start()) {
      cluster.statefulSet(redis);
      cluster.statefulSet(session);
      checkKills(options, cluster);
      Vertx vertx = Vertx.vertx();
      try {
        return work(vertx, cluster, id(redis), id(session), options, console);
      } finally {
        vertx.close().toCompletionStage().toCompletableFuture().join();
      }
    }
  }

  private static boolean work(
      Vertx vertx,
      KubernetesCluster cluster,
      ServiceId cache,
      ServiceId session,
      DevOptions options,
      Console console) {
    AgentVerticle agent = new AgentVerticle(new AgentOptions(new JsonObject()
        .put("kubernetes", new JsonObject().put("url", cluster.api().uri().toString()))));
    Promise<Boolean> ended = Promise.promise();
    vertx.runOnContext(start -> {
      DevRun run = new DevRun(vertx, cluster, cache, session, options, console);
      Future<Boolean> running = run.run();
      vertx.deployVerticle(agent).compose(deployed -> running).onComplete(ended);
    });
    return ended.future().toCompletionStage().toCompletableFuture().join();
  }

  private static ServiceId id(StatefulSetSpec spec) {
    return new ServiceId(spec.namespace(), spec.service());
  }

  private static void checkKills(DevOptions options, KubernetesCluster cluster) {
    List<String> pods = cluster.pods().stream().map(RedisPod::name).toList();
    for (String kill : options.kills()) {
      if (!pods.contains(kill)) {
        throw new IllegalArgumentException(
            "--kill " + kill + ": no such pod (expected: one of " + pods + ")");
      }
    }
  }
}
