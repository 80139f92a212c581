package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Gathers updates for a test to look at one by one. */
final class Heard implements Consumer<EndpointUpdate> {

  private final BlockingQueue<EndpointUpdate> updates = new LinkedBlockingQueue<>();

  @Override
  public void accept(EndpointUpdate update) {
    updates.add(update);
  }

  /** Waits for the next update, which must be of this type. */
  <T extends EndpointUpdate> T next(Class<T> type) {
    try {
      EndpointUpdate update = updates.poll(20, TimeUnit.SECONDS);
      if (!type.isInstance(update)) {
        throw new AssertionError(
            "update: " + update + " (expected: " + type.getSimpleName() + " within 20 s)");
      }
      return type.cast(update);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean isEmpty() {
    return updates.isEmpty();
  }
}
