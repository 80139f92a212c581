package io.redpoll.handle;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import io.redpoll.registry.ServiceRecord;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A registry that the test itself writes in the place of an agent, with the Redis servers and handles of the test. */
final class TestRegistry implements AutoCloseable {

  static final ServiceId SERVICE = new ServiceId("test", "redis");

  final Vertx vertx = Vertx.vertx();
  final ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
  private final List<RedisServer> servers = new ArrayList<>();
  private long version;

  /** What the labels of the Service say. */
  ServiceSettings settings = ServiceSettings.DEFAULT;

  /** How its servers are started. */
  RedisServerOptions options = RedisServerOptions.DEFAULT;

  RedisServer server(String... args) {
    RedisServer server = RedisServer.start(options.withArgs(Arrays.asList(args)));
    servers.add(server);
    return server;
  }

  RedisHandle handle(RedisHandleOptions options) {
    return RedisHandle.create(vertx, discovery, options.setService(SERVICE.toString()));
  }

  void standalone(EndpointState state) {
    write(Topology.STANDALONE, Optional.of(state.id()), List.of(), List.of(state));
  }

  /** A replicated Service, the first of whose endpoints is the primary. */
  void replicated(EndpointState primary, EndpointState... others) {
    List<EndpointState> all = new ArrayList<>(List.of(primary));
    all.addAll(Arrays.asList(others));
    write(Topology.REPLICATED, Optional.of(primary.id()), List.of(), all);
  }

  void sharded(List<String> ring, EndpointState... states) {
    write(Topology.SHARDED, Optional.empty(), ring, Arrays.asList(states));
  }

  /** A Redis Cluster of these servers, all UP. */
  void cluster(Collection<RedisServer> servers) {
    cluster(servers.stream()
        .map(server ->
            TestPod.of("pod-" + server.pid(), "uid-" + server.pid(), server).primary())
        .toArray(EndpointState[]::new));
  }

  void cluster(EndpointState... states) {
    write(Topology.CLUSTER, Optional.empty(), List.of(), Arrays.asList(states));
  }

  void write(
      Topology topology,
      Optional<EndpointId> primary,
      List<String> ring,
      List<EndpointState> states) {
    Snapshot snapshot =
        new Snapshot(SERVICE, settings, ++version, version, topology, primary, ring, states);
    await(discovery.update(ServiceRecord.of(snapshot)));
  }

  void remove() {
    await(discovery.unpublish(ServiceRecord.registration(SERVICE)));
  }

  static Request cmd(String command, String... args) {
    Request request = Request.cmd(Command.create(command));
    Arrays.asList(args).forEach(request::arg);
    return request;
  }

  /** The reply as text, {@code null} for nil. */
  static String ask(RedisHandle handle, String command, String... args) {
    Response reply = await(handle.send(cmd(command, args)));
    return reply == null ? null : reply.toString();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result within 20 s", e);
    }
  }

  static Throwable failure(Future<?> future) {
    return await(future.transform(done -> Future.succeededFuture(done.cause())));
  }

  /** Completes when the condition holds. */
  void until(BooleanSupplier condition) {
    Promise<Void> holds = Promise.promise();
    long timer = vertx.setPeriodic(5, id -> {
      if (condition.getAsBoolean()) {
        holds.tryComplete();
      }
    });
    await(holds.future().onComplete(done -> vertx.cancelTimer(timer)));
  }

  @Override
  public void close() {
    discovery.close();
    await(vertx.close());
    servers.forEach(RedisServer::close);
  }
}
