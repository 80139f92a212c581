package io.redpoll;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.HealthEvents;
import io.redpoll.event.HealthListener;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The health events of a Vert.x instance, for a test to wait for. */
final class EventQueue implements HealthListener {

  private static final int CEILING_SECONDS = 30;

  private final BlockingQueue<HealthEvent> events = new LinkedBlockingQueue<>();

  static EventQueue of(Vertx vertx) throws Exception {
    EventQueue queue = new EventQueue();
    HealthEvents.subscribe(vertx, queue).await(CEILING_SECONDS, SECONDS);
    return queue;
  }

  /** Waits for an event of this kind about this pod; the kinds of those that came before it. */
  List<EventType> until(EventType type, String pod) throws InterruptedException {
    List<EventType> passed = new ArrayList<>();
    while (true) {
      HealthEvent event = events.poll(CEILING_SECONDS, SECONDS);
      if (event == null) {
        throw new AssertionError(
            "no " + type + " of " + pod + " in " + CEILING_SECONDS + " s, but " + passed);
      }
      if (event.type() == type
          && event.endpoint().filter(e -> e.pod().equals(pod)).isPresent()) {
        return passed;
      }
      passed.add(event.type());
    }
  }

  /** Waits for an event of this kind, and forgets those that came before it. */
  HealthEvent await(EventType type) throws InterruptedException {
    return await(type, "");
  }

  /** Waits for an event of this kind about this pod, or about the Service if {@code pod} is empty. */
  HealthEvent await(EventType type, String pod) throws InterruptedException {
    List<String> passed = new ArrayList<>();
    while (true) {
      HealthEvent event = events.poll(CEILING_SECONDS, SECONDS);
      if (event == null) {
        throw new AssertionError(
            "no " + type + " of " + pod + " in " + CEILING_SECONDS + " s, but " + passed);
      }
      boolean about =
          pod.isEmpty() || event.endpoint().filter(e -> e.pod().equals(pod)).isPresent();
      if (event.type() == type && about) {
        return event;
      }
      passed.add(event.type() + " " + event.from() + " -> " + event.to());
    }
  }

  @Override
  public void onSnapshot(Snapshot snapshot) {
    // The tests wait for changes.
  }

  @Override
  public void onEvent(HealthEvent event) {
    events.add(event);
  }

  @Override
  public void onRemoved(ServiceId service) {
    // As above.
  }
}
