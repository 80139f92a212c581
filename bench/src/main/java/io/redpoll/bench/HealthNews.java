package io.redpoll.bench;

import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.HealthListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The health events as a subscriber gets them, each with the moment in which it came. Read on a thread that may block. */
final class HealthNews implements HealthListener {

  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<Arrived> events = new LinkedBlockingQueue<>();

  /** An event, and when it came by {@link System#nanoTime}. */
  record Arrived(HealthEvent event, long at) {}

  @Override
  public void onSnapshot(Snapshot snapshot) {
    // Only changes are timed.
  }

  @Override
  public void onEvent(HealthEvent event) {
    events.add(new Arrived(event, System.nanoTime()));
  }

  @Override
  public void onRemoved(ServiceId service) {
    // As above.
  }

  /** The next event of this kind about this pod, or about any if {@code pod} is empty; those before it are dropped. */
  Arrived await(EventType type, String pod) throws InterruptedException {
    while (true) {
      Arrived next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException(
            "no " + type.wireName() + " of " + pod + " within " + PATIENCE_SECONDS + " s");
      }
      boolean about = pod.isEmpty()
          || next.event().endpoint().filter(e -> e.pod().equals(pod)).isPresent();
      if (next.event().type() == type && about) {
        return next;
      }
    }
  }

  /** When the first event of this kind came about each of these pods; all others are dropped. */
  Map<String, Long> awaitAll(EventType type, Set<String> pods) throws InterruptedException {
    Map<String, Long> came = new HashMap<>();
    while (!came.keySet().equals(pods)) {
      Arrived next = await(type, "");
      next.event()
          .endpoint()
          .filter(endpoint -> pods.contains(endpoint.pod()))
          .ifPresent(endpoint -> came.putIfAbsent(endpoint.pod(), next.at()));
    }
    return came;
  }

  /** What came since the last call. */
  List<Arrived> drain() {
    List<Arrived> all = new ArrayList<>();
    events.drainTo(all);
    return all;
  }
}
