package io.redpoll.event;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.Agent;
import io.redpoll.health.Ownership;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers the question for snapshots, each with its position in the events.
 *
 * <p>Any agent may be asked; it asks the curator where that is another. The answer is
 * {@code {"v": 1, "snapshots": [{"service": …, "term": …, "seq": …, "snapshot": {…}}]}}; a Service that nobody knows gives
 * an empty list, and a question with {@code "brief": true} gets the positions without the snapshots. Belongs to the context that started it.
 */
public final class SnapshotAnswers {

  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final Ownership ownership;
  private final EventPublisher publisher;
  private final Supplier<List<Snapshot>> own;
  private final Strangers strangers;
  private List<MessageConsumer<JsonObject>> consumers = List.of();

  /**
   * Answers for the Services of {@code own}, the snapshots of the Services that this agent curates.
   *
   * @param strangers counts what is no question
   */
  public SnapshotAnswers(
      Vertx vertx,
      Ownership ownership,
      EventPublisher publisher,
      Supplier<List<Snapshot>> own,
      Strangers strangers) {
    this.vertx = vertx;
    this.ownership = ownership;
    this.publisher = publisher;
    this.own = own;
    this.strangers = strangers;
  }

  /** Starts to answer; done when all of the cluster can ask. */
  public Future<Void> start() {
    MessageConsumer<JsonObject> anyone =
        vertx.eventBus().consumer(EventAddresses.SNAPSHOT, this::askedByAnyone);
    MessageConsumer<JsonObject> agents =
        vertx.eventBus().consumer(EventAddresses.snapshotsOf(ownership.self()), this::askedByAgent);
    consumers = List.of(anyone, agents);
    return Future.join(anyone.completion(), agents.completion()).mapEmpty();
  }

  /** Stops to answer. */
  public Future<Void> stop() {
    List<Future<Void>> ends =
        consumers.stream().map(MessageConsumer::unregister).toList();
    consumers = List.of();
    return Future.join(ends).mapEmpty();
  }

  private void askedByAgent(Message<JsonObject> question) {
    String address = EventAddresses.snapshotsOf(ownership.self());
    strangers.admit(address, question).ifPresent(body -> {
      try {
        question.reply(answer(entries(body)));
      } catch (ClassCastException e) {
        refuse(EventAddresses.SNAPSHOT, question, "a field of the wrong type");
      }
    });
  }

  private void askedByAnyone(Message<JsonObject> question) {
    strangers.admit(EventAddresses.SNAPSHOT, question).ifPresent(body -> {
      try {
        gather(question, agentsFor(body).stream().map(agent -> ask(agent, body)).toList());
      } catch (IllegalArgumentException e) {
        refuse(EventAddresses.SNAPSHOT, question, e.getMessage());
      } catch (ClassCastException e) {
        refuse(EventAddresses.SNAPSHOT, question, "a field of the wrong type");
      }
    });
  }

  private void refuse(String address, Message<JsonObject> question, String why) {
    strangers.drop(address, why);
    question.fail(BAD_REQUEST, "snapshot request: " + why);
  }

  private static void gather(Message<JsonObject> question, List<Future<JsonArray>> parts) {
    Future.all(parts)
        .onSuccess(all -> {
          JsonArray entries = new JsonArray();
          parts.forEach(part -> entries.addAll(part.result()));
          question.reply(answer(entries));
        })
        .onFailure(failure -> question.fail(
            UNAVAILABLE,
            "snapshot request: an agent did not answer, ask again: " + failure.getMessage()));
  }

  private List<String> agentsFor(JsonObject question) {
    String service = question.getString("service");
    return service == null
        ? ownership.agents().stream().map(Agent::name).toList()
        : List.of(ownership.curator(ServiceId.parse(service)));
  }

  private Future<JsonArray> ask(String agent, JsonObject question) {
    if (agent.equals(ownership.self())) {
      return Future.succeededFuture(entries(question));
    }
    return vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.snapshotsOf(agent), question)
        .map(reply -> reply.body().getJsonArray("snapshots"));
  }

  private JsonArray entries(JsonObject question) {
    String wanted = question.getString("service");
    boolean brief = question.getBoolean("brief", false);
    JsonArray entries = new JsonArray();
    for (Snapshot snapshot : own.get()) {
      if (wanted == null || wanted.equals(snapshot.service().toString())) {
        Position position = publisher.positionOf(snapshot.service());
        JsonObject entry = new JsonObject()
            .put("service", snapshot.service().toString())
            .put("term", position.term())
            .put("seq", position.seq());
        entries.add(brief ? entry : entry.put("snapshot", SnapshotJson.encode(snapshot)));
      }
    }
    return entries;
  }

  private static JsonObject answer(JsonArray entries) {
    return new JsonObject().put("v", EventJson.SCHEMA_VERSION).put("snapshots", entries);
  }
}
