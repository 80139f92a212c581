package io.redpoll.peer;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.SweepStep;
import io.redpoll.event.EventAddresses;
import io.redpoll.event.Strangers;
import io.redpoll.health.Agent;
import io.redpoll.health.Ownership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The other agents: tells and asks them, and answers them. This agent itself is never sent to over the bus.
 *
 * <p>Every message is a request {@code {"v": 1, "type": …, "from": <agent>, …}} to {@code redpoll.agent.<name>}, and its
 * answer an acknowledgement, so that nothing is taken for told that was not. Belongs to the context that started it.
 */
public final class Peers {

  private static final int SCHEMA_VERSION = 1;
  private static final int REFUSED = 409;

  /** Above what a prober takes for an order at most. */
  private static final long ORDER_MILLIS = 10_000;

  private static final int BAD_REQUEST = 400;

  private final Vertx vertx;
  private final Ownership ownership;
  private final DeliveryOptions delivery;
  private final PeerDuties duties;
  private final Strangers strangers;
  private MessageConsumer<JsonObject> consumer;

  /**
   * Peers that are not listened to yet.
   *
   * @param timeout how long one of them may take to answer
   * @param duties what is done for them
   * @param strangers counts the messages that come from no live agent, or are none of an agent
   */
  public Peers(
      Vertx vertx, Ownership ownership, Duration timeout, PeerDuties duties, Strangers strangers) {
    this.vertx = vertx;
    this.ownership = ownership;
    this.delivery = new DeliveryOptions().setSendTimeout(Math.max(1, timeout.toMillis()));
    this.duties = duties;
    this.strangers = strangers;
  }

  /** The address of an agent. */
  static String addressOf(String agent) {
    return EventAddresses.AGENTS + "." + agent;
  }

  /** Starts to listen; done when all of the cluster can reach this agent. */
  public Future<Void> start() {
    consumer = vertx.eventBus().consumer(addressOf(ownership.self()), this::receive);
    return consumer.completion();
  }

  /** Listens no more. */
  public Future<Void> stop() {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  /** Tells {@code agent} what was seen; whether it judges a Service with the endpoint. */
  public Future<Boolean> tell(String agent, Observation observation) {
    return ask(
            agent, message("observation").put("observation", ObservationJson.encode(observation)))
        .map(answer -> answer.getBoolean("known", false));
  }

  /** Has {@code agent} check an endpoint once. */
  public Future<Observation> check(String agent, ServiceId service, EndpointId endpoint) {
    return ask(agent, about("check", service, endpoint))
        .map(answer -> ObservationJson.decode(answer.getJsonObject("observation")))
        .compose(seen -> seen.endpoint().equals(endpoint) && seen.observer().equals(agent)
            ? Future.succeededFuture(seen)
            : Future.failedFuture("an observation of another (expected: what was asked for)"));
  }

  /** Has {@code agent} check an endpoint out of turn; whether it is its prober, and so does. */
  public Future<Boolean> doubt(String agent, EndpointId endpoint) {
    return ask(agent, message("doubt").put("endpoint", endpoint.toString()))
        .map(answer -> answer.getBoolean("known", false));
  }

  /** Has {@code agent} empty a shard; fails with the reason if it was not. */
  public Future<Void> empty(String agent, ServiceId service, Endpoint endpoint, String runId) {
    return order(agent, about("empty", service, endpoint.id()).put("runId", runId))
        .mapEmpty();
  }

  /** Has {@code agent} take a step of a sweep; the cursor to go on from. Fails with the reason if it was not done. */
  public Future<String> sweep(String agent, ServiceId service, Endpoint endpoint, SweepStep step) {
    JsonObject order = about("sweep", service, endpoint.id())
        .put("runId", step.runId())
        .put("ring", new JsonArray(step.ring()))
        .put("cursor", step.cursor());
    return order(agent, order)
        .compose(answer -> answer.getValue("cursor") instanceof String cursor
            ? Future.succeededFuture(cursor)
            : Future.failedFuture("its prober answers without a cursor"));
  }

  private Future<JsonObject> order(String agent, JsonObject order) {
    return vertx
        .eventBus()
        .<JsonObject>request(
            addressOf(agent), order, new DeliveryOptions().setSendTimeout(ORDER_MILLIS))
        .recover(failure -> failure instanceof ReplyException reply && reply.failureCode() > 0
            ? Future.failedFuture(failure)
            : Future.failedFuture("its prober does not answer"))
        .map(Message::body);
  }

  private JsonObject about(String type, ServiceId service, EndpointId endpoint) {
    return message(type).put("service", service.toString()).put("endpoint", endpoint.toString());
  }

  private JsonObject message(String type) {
    return new JsonObject()
        .put("v", SCHEMA_VERSION)
        .put("type", type)
        .put("from", ownership.self());
  }

  private Future<JsonObject> ask(String agent, JsonObject message) {
    return vertx
        .eventBus()
        .<JsonObject>request(addressOf(agent), message, delivery)
        .map(Message::body);
  }

  private void receive(Message<JsonObject> message) {
    try {
      JsonObject body = message.body();
      String from = body.getString("from");
      boolean live = ownership.agents().stream().map(Agent::name).anyMatch(n -> n.equals(from));
      if (!live || body.getInteger("v") != SCHEMA_VERSION) {
        drop(
            message,
            "from " + from + ", v " + body.getValue("v") + " (expected: a live agent, v "
                + SCHEMA_VERSION + ")");
        return;
      }
      answer(message, body);
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      drop(message, String.valueOf(e.getMessage()));
    }
  }

  private void answer(Message<JsonObject> message, JsonObject body) {
    switch (String.valueOf(body.getString("type"))) {
      case "observation" -> {
        Observation seen = ObservationJson.decode(body.getJsonObject("observation"));
        if (!seen.observer().equals(body.getString("from"))) {
          throw new IllegalArgumentException("an observation by another (expected: the sender's)");
        }
        message.reply(new JsonObject().put("known", duties.observe(seen)));
      }
      case "doubt" -> message.reply(new JsonObject().put("known", duties.doubt(endpoint(body))));
      case "check" ->
        reply(
            message,
            duties
                .check(service(body), endpoint(body))
                .map(seen -> new JsonObject().put("observation", ObservationJson.encode(seen))));
      case "empty" -> {
        requireCurator(body);
        reply(
            message,
            duties
                .empty(service(body), endpoint(body), body.getString("runId"))
                .map(done -> new JsonObject()));
      }
      case "sweep" -> {
        requireCurator(body);
        reply(
            message,
            duties
                .sweep(service(body), endpoint(body), step(body))
                .map(cursor -> new JsonObject().put("cursor", cursor)));
      }
      default ->
        throw new IllegalArgumentException("type " + body.getValue("type")
            + " (expected: observation, doubt, check, empty or sweep)");
    }
  }

  private void requireCurator(JsonObject order) {
    if (!order.getString("from").equals(ownership.curator(service(order)))) {
      throw new IllegalArgumentException("an order of " + order.getString("from")
          + " (expected: of the curator of " + service(order) + ")");
    }
  }

  private static SweepStep step(JsonObject body) {
    return new SweepStep(
        body.getString("runId"),
        body.getJsonArray("ring").stream().map(String.class::cast).toList(),
        body.getString("cursor"));
  }

  private static void reply(Message<JsonObject> message, Future<JsonObject> answer) {
    answer
        .onSuccess(message::reply)
        .onFailure(failure -> message.fail(REFUSED, failure.getMessage()));
  }

  private static ServiceId service(JsonObject body) {
    return ServiceId.parse(body.getString("service"));
  }

  private static EndpointId endpoint(JsonObject body) {
    return EndpointId.parse(body.getString("endpoint"));
  }

  private void drop(Message<JsonObject> message, String why) {
    strangers.drop(EventAddresses.AGENTS, why);
    message.fail(BAD_REQUEST, why);
  }
}
