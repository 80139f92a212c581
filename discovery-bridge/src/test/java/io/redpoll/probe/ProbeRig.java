package io.redpoll.probe;

import static io.redpoll.testing.Await.result;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.resp.RespCredentials;
import io.redpoll.testing.Await;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A prober with what it checks and what it saw; closed, it ends all of it. */
final class ProbeRig {

  static final EndpointId ID = EndpointId.ofPod("shop", "uid-0", 6379);

  /** An interval at whose end no test is there any more: what is seen was not waited for. */
  static final Duration NEVER_AGAIN = Duration.ofHours(1);

  final Vertx vertx = Vertx.vertx();
  final List<Observation> seen = new CopyOnWriteArrayList<>();
  volatile Map<String, RespCredentials> secrets = Map.of();

  private final List<AutoCloseable> open = new ArrayList<>();
  private Optional<Path> caFile = Optional.empty();
  private Prober prober;

  RedisServer redis(String... arguments) {
    return redis(RedisServerOptions.DEFAULT.withArgs(List.of(arguments)));
  }

  RedisServer redis(RedisServerOptions options) {
    RedisServer server = RedisServer.start(options);
    open.add(server);
    return server;
  }

  ScriptedServer scripted(ScriptedServer.Script script) {
    return closing(ScriptedServer.start(vertx, script));
  }

  <T extends AutoCloseable> T closing(T server) {
    open.add(server);
    return server;
  }

  void trust(Path authority) {
    caFile = Optional.of(authority);
  }

  /** Checks from now on. Where one check must do, it has time on the slowest machine. */
  void probe(Duration interval, Map<EndpointId, ProbeTarget> targets) {
    Duration timeout = interval.equals(NEVER_AGAIN) ? Duration.ofSeconds(10) : interval;
    prober = new Prober(
        vertx,
        new ProbeOptions(interval, timeout, "node-1", caFile),
        name -> Optional.ofNullable(secrets.get(name)),
        InstantSource.system(),
        seen::add);
    prober.update(targets);
  }

  Prober prober() {
    return prober;
  }

  static ProbeTarget target(RedisServer server) {
    return target(address(server));
  }

  static ProbeTarget target(HostAndPort address) {
    return new ProbeTarget(address, false, "", "");
  }

  static HostAndPort address(RedisServer server) {
    return new HostAndPort(server.host(), server.port());
  }

  /** The first finding of that kind among those from {@code from} on. */
  Finding awaitFrom(int from, Predicate<Finding> wanted) throws TimeoutException {
    try {
      until(() -> seen.stream().skip(from).map(Observation::finding).anyMatch(wanted));
    } catch (TimeoutException e) {
      throw new AssertionError("not seen, but: " + seen, e);
    }
    return seen.stream()
        .skip(from)
        .map(Observation::finding)
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }

  /** The first finding of that kind from now on. */
  Finding awaitNext(Predicate<Finding> wanted) throws TimeoutException {
    return awaitFrom(seen.size(), wanted);
  }

  void until(BooleanSupplier condition) throws TimeoutException {
    Await.until(vertx, condition);
  }

  static boolean isFailure(Finding finding, Failure failure) {
    return finding instanceof Unreached unreached && unreached.failure() == failure;
  }

  static boolean isImpairment(Finding finding, Impairment kind) {
    return finding instanceof Impaired impaired && impaired.kind() == kind;
  }

  void close() throws Exception {
    if (prober != null) {
      result(prober.stop());
    }
    for (AutoCloseable server : open) {
      server.close();
    }
    result(vertx.close());
  }
}
