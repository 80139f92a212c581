package io.redpoll.agent.examples;

import io.redpoll.event.EventAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Somebody who only listens: on any Vert.x of the cluster, with nothing of Redpoll but the address of the events. */
public final class EventSubscriber {

  private EventSubscriber() {}

  /** Hears the JSON of every event of every Service. Done when none is missed any more. */
  public static Future<Void> listen(Vertx vertx, Consumer<JsonObject> ear) {
    return vertx
        .eventBus()
        .<JsonObject>consumer(EventAddresses.EVENTS, message -> ear.accept(message.body()))
        .completion();
  }
}
