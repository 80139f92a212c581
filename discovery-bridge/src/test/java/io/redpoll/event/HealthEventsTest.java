package io.redpoll.event;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.Ownership;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEventsTest {

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final EventPublisher publisher = new EventPublisher(vertx.eventBus(), "agent-1.1");
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private Snapshot current = snapshot(Status.UNKNOWN, 1);
  private boolean known;
  private boolean changingHands;

  @BeforeEach
  void answer() throws Exception {
    new SnapshotAnswers(
            vertx,
            Ownership.alone("agent-1"),
            publisher,
            () -> known && !changingHands ? List.of(current) : List.of(),
            () -> known ? Set.of(CACHE) : Set.of(),
            new Strangers())
        .open()
        .await(20, SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void anEventIsReadBackAsItWas() throws Exception {
    HealthEvent event = event(EventType.ENDPOINT_DOWN, Status.UP, Status.DOWN, 7);
    JsonObject json =
        new JsonObject(EventJson.encode(event, new Position("t", 4)).encode());
    assertThat(EventJson.decode(json)).contains(event);
    assertThat(Position.of(json)).isEqualTo(new Position("t", 4));
  }

  @Test
  void aTypeThatOnlyANewerAgentKnowsIsPassedOver() throws Exception {
    JsonObject json = EventJson.encode(
            event(EventType.ENDPOINT_DOWN, Status.UP, Status.DOWN, 7), new Position("t", 4))
        .put("type", "endpoint.dreaming");
    assertThat(EventJson.decode(json)).isEmpty();
  }

  @Test
  void aNewServiceIsToldByItsEvents() throws Exception {
    subscribe();
    on(() -> change(EventType.SERVICE_ADDED, Status.UNKNOWN));
    on(() -> change(EventType.ENDPOINT_UP, Status.UP));
    assertThat(next()).isInstanceOf(HealthEvent.class);
    assertThat(next())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(HealthEvent.class))
        .extracting(HealthEvent::type)
        .isEqualTo(EventType.ENDPOINT_UP);
  }

  @Test
  void aLateSubscriberStartsFromTheSnapshot() throws Exception {
    on(() -> change(EventType.SERVICE_ADDED, Status.UNKNOWN));
    on(() -> change(EventType.ENDPOINT_UP, Status.UP));
    subscribe();
    assertThat(next()).isEqualTo(current);
  }

  @Test
  void aServiceThatNoCuratorTellsOfIsNotTakenForGone() throws Exception {
    on(() -> change(EventType.SERVICE_ADDED, Status.UP));
    subscribe();
    assertThat(next()).isEqualTo(current);
    on(() -> {
      changingHands = true;
      vertx.eventBus().publish(EventAddresses.EVENTS, stray(Status.DOWN));
    });
    assertThat(failureOf(new JsonObject().put("service", CACHE.toString())))
        .hasMessageContainingAll("no agent tells of " + CACHE, "ask again");
    assertThat(failureOf(new JsonObject())).hasMessageContaining("ask again");
    on(() -> {
      changingHands = false;
      change(EventType.ENDPOINT_DOWN, Status.DOWN);
    });
    assertThat(next()).isEqualTo(current);
  }

  private Throwable failureOf(JsonObject question) throws Exception {
    return vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.SNAPSHOT, question)
        .map((Throwable) null)
        .otherwise(failure -> failure)
        .await(20, SECONDS);
  }

  /** An event of which the number does not follow the last one's. */
  private static JsonObject stray(Status now) {
    return EventJson.encode(
        event(EventType.ENDPOINT_DOWN, Status.UP, now, 9), new Position("other", 5));
  }

  @Test
  void aServiceThatWentAwayUnheardIsToldAsRemoved() throws Exception {
    on(() -> change(EventType.SERVICE_ADDED, Status.UP));
    subscribe();
    assertThat(next()).isEqualTo(current);
    on(() -> {
      known = false;
      publisher.release(CACHE);
      vertx.eventBus().publish(EventAddresses.EVENTS, stray(Status.DOWN));
    });
    assertThat(next()).isEqualTo(CACHE);
  }

  @Test
  void whatANewCuratorTellsFromTheStateThatWasToldIsHeardAsEvents() throws Exception {
    on(() -> change(EventType.SERVICE_ADDED, Status.UP));
    subscribe();
    assertThat(next()).isEqualTo(current);
    on(() -> {
      publisher.release(CACHE);
      publisher.resume(current);
      change(EventType.ENDPOINT_DOWN, Status.DOWN);
      change(EventType.ENDPOINT_UP, Status.UP);
    });
    assertThat(((HealthEvent) next()).type()).isEqualTo(EventType.ENDPOINT_DOWN);
    assertThat(((HealthEvent) next()).type()).isEqualTo(EventType.ENDPOINT_UP);
  }

  @Test
  void aNewCuratorThatGoesOnFromAnotherStateIsAskedForItsSnapshot() throws Exception {
    on(() -> change(EventType.SERVICE_ADDED, Status.UP));
    subscribe();
    assertThat(next()).isEqualTo(current);
    on(() -> {
      publisher.release(CACHE);
      publisher.resume(current.withVersion(current.version() + 1));
      change(EventType.ENDPOINT_DOWN, Status.DOWN);
    });
    assertThat(next()).isEqualTo(current);
  }

  @Test
  void aQuestionThatIsLostIsAskedAgainSoon() throws Exception {
    on(() -> change(EventType.SERVICE_ADDED, Status.UP));
    subscribe();
    assertThat(next()).isEqualTo(current);
    AtomicInteger asked = new AtomicInteger();
    vertx.eventBus().<JsonObject>addOutboundInterceptor(delivery -> {
      boolean repair = delivery.message().address().equals(EventAddresses.SNAPSHOT)
          && delivery.body() instanceof JsonObject question
          && question.containsKey("service");
      if (!repair || asked.getAndIncrement() > 0) {
        delivery.next();
      }
    });
    on(() -> {
      publisher.release(CACHE);
      publisher.resume(current.withVersion(current.version() + 1));
      change(EventType.ENDPOINT_DOWN, Status.DOWN);
    });
    assertThat(next()).isEqualTo(current);
    assertThat(asked).hasValue(2);
  }

  @Test
  void aMalformedEventIsDroppedAndTheRestGoesOn() throws Exception {
    subscribe();
    vertx.eventBus().publish(EventAddresses.EVENTS, new JsonObject().put("service", 1));
    vertx.eventBus().publish(EventAddresses.EVENTS, new JsonObject());
    on(() -> change(EventType.SERVICE_ADDED, Status.UP));
    assertThat(next()).isInstanceOf(HealthEvent.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void lostMessagesAreRepairedFromTheSnapshot(long seed) throws Exception {
    Random random = new Random(seed);
    vertx.eventBus().<JsonObject>addOutboundInterceptor(delivery -> {
      boolean event = delivery.message().address().equals(EventAddresses.EVENTS);
      boolean last = event
          && delivery.body() instanceof JsonObject json
          && json.getLong("version") == LAST_VERSION;
      if (!event || last || random.nextInt(3) > 0) {
        delivery.next();
      }
    });
    subscribe();
    Status[] statuses = {Status.UP, Status.DOWN, Status.DEGRADED, Status.DRAINING};
    on(() -> {
      change(EventType.SERVICE_ADDED, Status.UNKNOWN);
      while (current.version() < LAST_VERSION) {
        change(EventType.ENDPOINT_UP, statuses[(int) (current.version() % statuses.length)]);
      }
    });
    Status model = Status.UNKNOWN;
    long version = 0;
    while (version < LAST_VERSION) {
      Object told = next();
      if (told instanceof Snapshot snapshot) {
        model = snapshot.endpoints().get(0).status();
        version = snapshot.version();
      } else if (told instanceof HealthEvent event) {
        model = Status.valueOf(event.to());
        version = event.version();
      }
    }
    assertThat(model).isEqualTo(current.endpoints().get(0).status());
  }

  private static final long LAST_VERSION = 500;

  private void change(EventType type, Status to) {
    Status from = current.endpoints().get(0).status();
    current = snapshot(to, current.version() + 1);
    known = true;
    publisher.publish(List.of(event(type, from, to, current.version())));
  }

  private void subscribe() throws Exception {
    HealthEvents.subscribe(vertx, new HeardNews(heard)).await(20, SECONDS);
  }

  private void on(Runnable action) throws Exception {
    Future.future(done -> context.runOnContext(v -> {
          action.run();
          done.complete();
        }))
        .await(20, SECONDS);
  }

  private Object next() throws Exception {
    Object told = heard.poll(20, SECONDS);
    assertThat(told).as("something told within 20 s").isNotNull();
    return told;
  }

  private static HealthEvent event(EventType type, Status from, Status to, long version) {
    return new HealthEvent(
        type,
        CACHE,
        version,
        1,
        Optional.of(pod(0)),
        from.name(),
        to.name(),
        NOON,
        List.of(new Cause("agent-1", NOON, "connection refused")));
  }

  private static Snapshot snapshot(Status status, long version) {
    return new Snapshot(
        CACHE,
        ServiceSettings.DEFAULT,
        version,
        1,
        Topology.STANDALONE,
        Optional.empty(),
        List.of(),
        List.of(new EndpointState(pod(0), status, Role.PRIMARY, false, "")));
  }
}
