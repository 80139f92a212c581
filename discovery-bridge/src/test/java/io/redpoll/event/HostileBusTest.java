package io.redpoll.event;

import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.testing.Await.result;
import static io.redpoll.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Change;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.Ownership;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bus that drops, doubles and reorders. Events are published on a bus of their own, from where the test carries them over
 * to the subscriber's as badly as it likes.
 */
class HostileBusTest {

  private static final long COMPARE_MILLIS = 50;
  private static final int STEPS = 300;
  private static final List<ServiceId> SERVICES = List.of(
      new ServiceId("shop", "cache"),
      new ServiceId("shop", "queue"),
      new ServiceId("till", "cache"));
  private static final Status[] STATUSES = {Status.UP, Status.DOWN, Status.DEGRADED};

  private final Vertx source = Vertx.vertx();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final EventPublisher publisher = new EventPublisher(source.eventBus(), "agent-1.1");
  private final Map<ServiceId, Snapshot> truth = new ConcurrentHashMap<>();
  private final Map<ServiceId, Status> model = new ConcurrentHashMap<>();
  private final List<JsonObject> underway = new ArrayList<>();
  private long version;
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    result(source.close());
    result(vertx.close());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theSubscriberEndsWithTheTruth(long seed) throws Exception {
    Random random = new Random(seed);
    open();
    for (int step = 0; step < STEPS; step++) {
      result(onContext(() -> mutate(random)));
      int expected = published.get();
      until(vertx, () -> arrived.get() == expected);
      result(onContext(() -> carry(random, 3)));
    }
    result(onContext(() -> carry(random, underway.size())));
    until(vertx, () -> model.equals(statuses()));
    assertThat(model).isEqualTo(statuses());
  }

  @Test
  void theLastEventOfAServiceIsNotMissed() throws Exception {
    open();
    result(onContext(() -> change(SERVICES.get(0), Status.UP)));
    until(vertx, () -> arrived.get() == published.get());
    result(onContext(underway::clear));
    until(vertx, () -> model.equals(statuses()));
    result(onContext(() -> remove(SERVICES.get(0))));
    until(vertx, model::isEmpty);
    assertThat(truth).isEmpty();
  }

  private void open() throws Exception {
    result(source
        .eventBus()
        .<JsonObject>consumer(
            EventAddresses.EVENTS,
            message -> context.runOnContext(v -> {
              underway.add(message.body());
              arrived.incrementAndGet();
            }))
        .completion());
    SnapshotAnswers answers = new SnapshotAnswers(
        vertx,
        Ownership.alone("agent-1"),
        publisher,
        () -> List.copyOf(truth.values()),
        truth::keySet,
        new Strangers());
    // The publisher belongs to the context, and the answers ask it.
    result(Future.<Void>future(done -> context.runOnContext(v -> answers.open().onComplete(done))));
    result(HealthEvents.subscribe(vertx, new Model(), COMPARE_MILLIS));
  }

  private void mutate(Random random) {
    ServiceId service = SERVICES.get(random.nextInt(SERVICES.size()));
    if (truth.containsKey(service) && random.nextInt(8) == 0) {
      remove(service);
    } else {
      change(service, STATUSES[random.nextInt(STATUSES.length)]);
    }
  }

  private void change(ServiceId service, Status to) {
    Snapshot before = truth.put(service, snapshot(service, to));
    if (before == null) {
      publish(event(EventType.SERVICE_ADDED, service, "", ""));
      publish(event(EventType.ENDPOINT_JOINED, service, "", ""));
    }
    Status from = before == null ? Status.UNKNOWN : before.endpoints().get(0).status();
    publish(event(EventType.ENDPOINT_UP, service, from.name(), to.name()));
  }

  private void remove(ServiceId service) {
    truth.remove(service);
    publish(event(EventType.SERVICE_REMOVED, service, "", ""));
    publisher.release(service);
  }

  private void publish(HealthEvent event) {
    published.incrementAndGet();
    publisher.publish(List.of(event));
  }

  /** Some get lost, some arrive twice, and the order is anybody's guess. */
  private void carry(Random random, int most) {
    for (int i = random.nextInt(most + 1); i > 0 && !underway.isEmpty(); i--) {
      int which = random.nextInt(underway.size());
      int fate = random.nextInt(6);
      JsonObject event = fate == 0 ? underway.get(which) : underway.remove(which);
      if (fate != 1) {
        vertx.eventBus().publish(EventAddresses.EVENTS, event);
      }
    }
  }

  private Map<ServiceId, Status> statuses() {
    Map<ServiceId, Status> statuses = new HashMap<>();
    truth.forEach(
        (service, snapshot) -> statuses.put(service, snapshot.endpoints().get(0).status()));
    return statuses;
  }

  private Future<Void> onContext(Runnable action) {
    return Future.future(done -> context.runOnContext(v -> {
      action.run();
      done.complete();
    }));
  }

  private HealthEvent event(EventType type, ServiceId service, String from, String to) {
    return new HealthEvent(
        type,
        service,
        ++version,
        1,
        Optional.of(pod(0)),
        from,
        to,
        NOON,
        List.of(new Cause("agent-1", NOON, "seen")));
  }

  private Snapshot snapshot(ServiceId service, Status status) {
    return new Snapshot(
        service,
        ServiceSettings.DEFAULT,
        ++version,
        1,
        Topology.STANDALONE,
        Optional.empty(),
        List.of(),
        List.of(new EndpointState(pod(0), status, Role.PRIMARY, false, "")));
  }

  /** What a subscriber makes of what it is told. */
  private final class Model implements HealthListener {

    @Override
    public void onSnapshot(Snapshot snapshot) {
      model.put(snapshot.service(), snapshot.endpoints().get(0).status());
    }

    @Override
    public void onEvent(HealthEvent event) {
      if (event.change() instanceof Change.EndpointStatusChanged changed) {
        model.put(event.service(), changed.to());
      } else if (event.change() instanceof Change.ServiceRemoved) {
        model.remove(event.service());
      }
    }

    @Override
    public void onRemoved(ServiceId service) {
      model.remove(service);
    }
  }
}
