package io.redpoll.agent.dev;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.event.EventAddresses;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One run of the dev mode once everything is started: finds the endpoints, lets the application work, kills what is to be
 * killed, and judges at the end. Belongs to one event loop.
 */
final class DevRun {

  private static final long LOOK_MILLIS = 100;
  private static final long GIVE_UP_MILLIS = 30_000;
  private static final long SECOND_MILLIS = 1_000;

  /** More rounds than there are cache entries, so that every shard has been asked. */
  private static final long ROUNDS_OF_A_RECOVERED_USE = 40;

  private final Vertx vertx;
  private final KubernetesCluster cluster;
  private final DevOptions options;
  private final Console console;
  private final Application application;
  private final Tally tally;
  private final List<Kill> kills;
  private final Map<String, Long> events = new TreeMap<>();
  private final Promise<Boolean> ended = Promise.promise();
  private final long startedAt = System.nanoTime();
  private int expected;
  private int found;
  private long second;

  DevRun(
      Vertx vertx,
      KubernetesCluster cluster,
      ServiceId cache,
      ServiceId session,
      DevOptions options,
      Console console) {
    this.vertx = vertx;
    this.cluster = cluster;
    this.options = options;
    this.console = console;
    this.tally = new Tally();
    this.application =
        new Application(vertx, ServiceDiscovery.create(vertx), cache, session, tally);
    this.kills = options.kills().stream().map(Kill::new).toList();
  }

  /** Runs; says at the end whether all went as it should. */
  Future<Boolean> run() {
    vertx.eventBus().consumer(EventAddresses.EVENTS, this::heard);
    look(pods());
    return ended.future();
  }

  private Map<String, String> pods() {
    Map<String, String> pods = cluster.pods().stream()
        .collect(Collectors.toMap(RedisPod::name, pod -> pod.host() + ":" + pod.port()));
    expected = pods.size();
    return pods;
  }

  // Before

  private void look(Map<String, String> pods) {
    vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.SNAPSHOT, new JsonObject())
        .map(reply -> usable(reply.body().getJsonArray("snapshots"), pods))
        .onComplete(looked -> {
          List<JsonObject> usable = looked.succeeded() ? looked.result() : List.of();
          found = usable.size();
          if (found == expected) {
            begin(usable);
          } else if (System.nanoTime() - startedAt
              > Duration.ofMillis(GIVE_UP_MILLIS).toNanos()) {
            console.note("found " + usable + " (expected: " + pods + ")");
            end();
          } else {
            vertx.setTimer(LOOK_MILLIS, timer -> look(pods));
          }
        });
  }

  /** The endpoints that are where their pods are, up, and of a Service whose topology is known. */
  private static List<JsonObject> usable(JsonArray entries, Map<String, String> pods) {
    List<JsonObject> usable = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      JsonObject snapshot = entries.getJsonObject(i).getJsonObject("snapshot");
      boolean known = !"unknown".equals(snapshot.getString("topology"));
      snapshot.getJsonArray("endpoints").forEach(entry -> {
        JsonObject endpoint = (JsonObject) entry;
        String address = endpoint.getString("host") + ":" + endpoint.getInteger("port");
        boolean there = address.equals(pods.get(endpoint.getString("pod")));
        if (known && there && "UP".equals(endpoint.getString("status"))) {
          usable.add(endpoint.copy().put("service", snapshot.getString("service")));
        }
      });
    }
    usable.sort(java.util.Comparator.comparing(
        endpoint -> endpoint.getString("service") + endpoint.getString("pod")));
    return usable;
  }

  // Meanwhile

  private void begin(List<JsonObject> endpoints) {
    console.endpoints(endpoints);
    application.start();
    vertx.setPeriodic(SECOND_MILLIS, timer -> tick());
    options.seconds().ifPresent(length -> {
      for (int i = 0; i < kills.size(); i++) {
        Kill kill = kills.get(i);
        vertx.setTimer(killAt(length, i), timer -> kill(kill));
      }
      vertx.setTimer(length.toMillis(), timer -> end());
    });
  }

  /** The kills share the first half of the run, so that all can recover within it. */
  private long killAt(Duration length, int index) {
    return Math.max(1, length.toMillis() * (2L * index + 1) / (4L * kills.size()));
  }

  private void kill(Kill kill) {
    console.note("killing " + kill.pod());
    kill.markDone();
    vertx
        .executeBlocking(() -> {
          cluster.pod(kill.pod()).kill();
          return null;
        })
        .onFailure(failure -> console.note("killing " + kill.pod() + ": " + failure.getMessage()));
  }

  private void heard(Message<JsonObject> message) {
    JsonObject event = message.body();
    console.event(event);
    events.merge(event.getString("type"), 1L, Long::sum);
    for (Kill kill : kills) {
      if (kill.heard(event)) {
        usesOf(event.getString("service")).forEach(Work::countAnew);
      }
    }
    noteRecovery();
  }

  private List<Work> usesOf(String service) {
    return application.works().stream()
        .filter(work -> work.service().toString().equals(service))
        .toList();
  }

  private void tick() {
    noteRecovery();
    console.tick(new JsonObject()
        .put("second", ++second)
        .put("done", tally.doneSoFar())
        .put("failed", tally.failedSoFar()));
  }

  private void noteRecovery() {
    boolean well = application.works().stream()
        .allMatch(work -> work.goodInARow() >= ROUNDS_OF_A_RECOVERED_USE);
    if (well) {
      kills.stream().filter(Kill::isUp).forEach(Kill::markRecovered);
    }
  }

  // After

  private void end() {
    noteRecovery();
    boolean ok = found == expected && kills.stream().allMatch(Kill::isWell) && everyUseWorks();
    JsonArray drills = new JsonArray();
    kills.forEach(kill -> drills.add(kill.toJson()));
    console.summary(new JsonObject()
        .put("commands", tally.doneSoFar())
        .put("failures", new JsonObject(Map.copyOf(tally.failures())))
        .put("events", new JsonObject(Map.copyOf(events)))
        .put("endpointsExpected", expected)
        .put("endpointsFound", found)
        .put("kills", drills)
        .put("ok", ok));
    application.close().onComplete(closed -> ended.tryComplete(ok));
  }

  private boolean everyUseWorks() {
    List<String> stuck = application.works().stream()
        .filter(work -> work.goodInARow() == 0)
        .map(Work::name)
        .toList();
    if (!stuck.isEmpty()) {
      console.note("does not work: " + stuck);
    }
    return stuck.isEmpty();
  }
}
