package io.redpoll;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.event.EventAddresses;
import io.redpoll.event.Strangers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

/** Takes what applications report of endpoints that they cannot reach. Belongs to the context of the bridge. */
final class Reports {

  private final Vertx vertx;
  private final Errands errands;
  private final Strangers strangers;
  private MessageConsumer<JsonObject> consumer;

  Reports(Vertx vertx, Errands errands, Strangers strangers) {
    this.vertx = vertx;
    this.errands = errands;
    this.strangers = strangers;
  }

  /** Done when all of the cluster can report. */
  Future<Void> start() {
    consumer = vertx.eventBus().consumer(EventAddresses.REPORTS, this::take);
    return consumer.completion();
  }

  Future<Void> stop() {
    return consumer.unregister();
  }

  private void take(Message<JsonObject> report) {
    strangers.admit(EventAddresses.REPORTS, report).ifPresent(body -> {
      try {
        errands.reported(EndpointId.parse(body.getString("endpoint")));
      } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
        strangers.drop(EventAddresses.REPORTS, "not the id of an endpoint");
      }
    });
  }
}
