package io.redpoll.agent.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.agent.metrics.Meters;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.event.EventAddresses;
import io.redpoll.event.EventPublisher;
import io.redpoll.event.SnapshotAnswers;
import io.redpoll.event.Strangers;
import io.redpoll.health.Ownership;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An admin port before an agent of which the test says what it knows, with the real answers and events on the bus. */
final class Rig implements AutoCloseable {

  static final long PATIENT_MILLIS = 60_000;

  final FakeAgent agent = new FakeAgent();
  final Meters meters = new Meters(agent, "test", 100);
  final Latencies latencies = new Latencies(System::nanoTime, Duration.ofHours(1));
  private final Vertx vertx = Vertx.vertx();
  private final Context work = vertx.getOrCreateContext();
  private final Map<ServiceId, Snapshot> truth = new ConcurrentHashMap<>();
  private final EventPublisher publisher = new EventPublisher(vertx.eventBus(), "agent-1.0");
  private final Promise<Void> asked = Promise.promise();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AdminServer admin;
  private String deployment;
  private long version = 1;

  /** Whether no agent tells of any Service, since all are on their way from one to another. */
  volatile boolean changingHands;

  private Rig(int port, long requestMillis) {
    admin = new AdminServer("127.0.0.1", port, agent, meters, requestMillis);
  }

  /** The port of an agent that has not joined yet. */
  static Rig waiting(long requestMillis) throws Exception {
    Rig rig = new Rig(0, requestMillis);
    rig.deployment = rig.vertx.deployVerticle(rig.admin).await(20, SECONDS);
    return rig;
  }

  /** The port of an agent that works and knows these Services. */
  static Rig working(Snapshot... services) throws Exception {
    Rig rig = waiting(PATIENT_MILLIS);
    for (Snapshot service : services) {
      rig.truth.put(service.service(), service);
    }
    rig.work();
    return rig;
  }

  /** Joins, and waits until the port follows the events. */
  void work() throws Exception {
    SnapshotAnswers answers = new SnapshotAnswers(
        vertx,
        Ownership.alone("agent-1"),
        publisher,
        this::snapshots,
        truth::keySet,
        new Strangers());
    onWork(() -> answers.open().compose(done -> latencies.start(vertx, "agent-1")));
    agent.notReady = Optional.empty();
    agent.bus.complete(vertx);
    asked.future().await(20, SECONDS);
  }

  private List<Snapshot> snapshots() {
    asked.tryComplete();
    return changingHands ? List.of() : List.copyOf(truth.values());
  }

  private void onWork(Supplier<Future<Void>> step) throws Exception {
    Future.<Void>future(done -> work.runOnContext(turn -> step.get().onComplete(done)))
        .await(20, SECONDS);
  }

  /** Has an endpoint change its status, and says so on the bus. */
  void change(Snapshot service, String shard, Status status, String cause) throws Exception {
    Snapshot next =
        withStatus(truth.get(service.service()), shard, status, cause, ++version + 1_000);
    EndpointState before = state(truth.get(service.service()), shard);
    truth.put(service.service(), next);
    HealthEvent event = new HealthEvent(
        status == Status.UP ? EventType.ENDPOINT_UP : EventType.ENDPOINT_DOWN,
        service.service(),
        next.version(),
        next.epoch(),
        Optional.of(before.endpoint()),
        before.status().name(),
        status.name(),
        Instant.now(),
        List.of(new Cause("agent-1", Instant.now(), cause)));
    onWork(() -> {
      publisher.publish(List.of(event));
      return Future.succeededFuture();
    });
  }

  /** Publishes what no Redpoll does where events are published. */
  void publishStrange(Object body) {
    vertx.eventBus().publish(EventAddresses.EVENTS, body);
  }

  /** Has a check of an endpoint take so long. */
  void checked(Snapshot service, String shard, Duration latency) throws Exception {
    ReplicationFacts facts =
        new ReplicationFacts(Role.PRIMARY, "run-1", false, ReplicationFacts.NOBODY, true);
    onWork(() -> {
      latencies.observe(new Observation(
          state(service, shard).id(), "agent-1", Instant.now(), new Healthy(facts, latency)));
      return Future.succeededFuture();
    });
  }

  int port() {
    return admin.port();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url(path))).build());
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  /** Opens a stream of events. */
  EventReader events(String query, String... headers) throws Exception {
    return EventReader.open(client, url("/events" + query), headers);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends these bytes and reads all that comes until the port closes the connection. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The agent goes away. */
  void stopAdmin() throws Exception {
    vertx.undeploy(deployment).await(20, SECONDS);
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(20, SECONDS);
    meters.close();
  }

  /** A Service with one endpoint for each name; the first is the primary, the others are replicas, all are UP. */
  static Snapshot service(String name, Topology topology, String... pods) {
    ServiceId id = ServiceId.parse(name);
    List<EndpointState> states = new ArrayList<>();
    for (int i = 0; i < pods.length; i++) {
      Endpoint endpoint = new Endpoint(
          EndpointId.ofPod(id.namespace(), "uid-" + pods[i], 6379),
          pods[i],
          pods[i],
          new HostAndPort("10.1." + i + ".7", 6379),
          "node-" + (i + 1),
          "zone-" + (char) ('a' + i),
          EndpointConditions.READY);
      Role role = i == 0 || topology == Topology.SHARDED ? Role.PRIMARY : Role.REPLICA;
      states.add(new EndpointState(endpoint, Status.UP, role, false, ""));
    }
    boolean one = topology == Topology.STANDALONE || topology == Topology.REPLICATED;
    return new Snapshot(
        id,
        ServiceSettings.DEFAULT,
        1_000,
        1,
        topology,
        one ? Optional.of(states.get(0).id()) : Optional.empty(),
        topology == Topology.SHARDED ? List.of(pods) : List.of(),
        states);
  }

  static Snapshot withStatus(
      Snapshot service, String shard, Status status, String reason, long version) {
    List<EndpointState> states = service.endpoints().stream()
        .map(state -> state.endpoint().shard().equals(shard)
            ? new EndpointState(
                state.endpoint(), status, state.role(), false, status == Status.UP ? "" : reason)
            : state)
        .toList();
    return new Snapshot(
        service.service(),
        service.settings(),
        version,
        service.epoch(),
        service.topology(),
        service.primary(),
        service.ring(),
        states);
  }

  private static EndpointState state(Snapshot service, String shard) {
    return service.endpoints().stream()
        .filter(state -> state.endpoint().shard().equals(shard))
        .findFirst()
        .orElseThrow();
  }
}
