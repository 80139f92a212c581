package io.redpoll.event;

import static java.util.stream.Collectors.toCollection;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.Agent;
import io.redpoll.health.Ownership;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Answers the question for snapshots, each with its position in the events.
 *
 * <p>Any agent that has the full list of Kubernetes may be asked; it asks the curator where that is another. The answer is
 * {@code {"v": 1, "snapshots": [{"service": …, "term": …, "seq": …, "snapshot": {…}}]}}; a Service that Kubernetes does not
 * have gives an empty list, and a question with {@code "brief": true} gets the positions without the snapshots. A Service that
 * Kubernetes has and no curator told of, as while it changes hands, makes the whole answer a failure that says to ask again:
 * what is missing from an answer is gone. Belongs to the context that started it.
 */
public final class SnapshotAnswers {

  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final Ownership ownership;
  private final EventPublisher publisher;
  private final Supplier<List<Snapshot>> own;
  private final Supplier<Set<ServiceId>> listed;
  private final Strangers strangers;
  private final List<MessageConsumer<JsonObject>> consumers = new ArrayList<>();
  private boolean stopped;

  /**
   * Answers for the Services of {@code own}, the snapshots of the Services that this agent curates.
   *
   * @param listed all Services that Kubernetes has, once {@link #open} is called
   * @param strangers counts what is no question
   */
  public SnapshotAnswers(
      Vertx vertx,
      Ownership ownership,
      EventPublisher publisher,
      Supplier<List<Snapshot>> own,
      Supplier<Set<ServiceId>> listed,
      Strangers strangers) {
    this.vertx = vertx;
    this.ownership = ownership;
    this.publisher = publisher;
    this.own = own;
    this.listed = listed;
    this.strangers = strangers;
  }

  /** Starts to answer other agents; done when all of them can ask. */
  public Future<Void> start() {
    return consume(EventAddresses.snapshotsOf(ownership.self()), this::askedByAgent);
  }

  /** Starts to answer everyone, since it is known from here on what there is; done when all of the cluster can ask. */
  public Future<Void> open() {
    return stopped
        ? Future.succeededFuture()
        : consume(EventAddresses.SNAPSHOT, this::askedByAnyone);
  }

  /** Stops to answer, for good. */
  public Future<Void> stop() {
    stopped = true;
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .mapEmpty();
  }

  private Future<Void> consume(String address, Handler<Message<JsonObject>> handler) {
    MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(address, handler);
    consumers.add(consumer);
    return consumer.completion();
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
        List<String> wanted =
            Optional.ofNullable(body.getString("service")).stream().toList();
        List<Future<JsonArray>> parts =
            agentsFor(wanted).stream().map(agent -> ask(agent, body)).toList();
        Future.all(parts)
            .onSuccess(all -> reply(question, wanted, parts))
            .onFailure(
                failure -> postpone(question, "an agent did not answer: " + failure.getMessage()));
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

  /** Passes on what the curators told, if they told of every Service that there is. */
  private void reply(
      Message<JsonObject> question, List<String> wanted, List<Future<JsonArray>> parts) {
    JsonArray entries = new JsonArray();
    parts.forEach(part -> entries.addAll(part.result()));
    Set<String> untold =
        listed.get().stream().map(ServiceId::toString).collect(toCollection(TreeSet::new));
    if (!wanted.isEmpty()) {
      untold.retainAll(wanted);
    }
    for (int i = 0; i < entries.size(); i++) {
      untold.remove(entries.getJsonObject(i).getString("service"));
    }
    if (untold.isEmpty()) {
      question.reply(answer(entries));
    } else {
      postpone(question, "no agent tells of " + String.join(", ", untold));
    }
  }

  private static void postpone(Message<JsonObject> question, String why) {
    question.fail(UNAVAILABLE, "snapshot request: " + why + "; ask again");
  }

  private List<String> agentsFor(List<String> services) {
    return services.isEmpty()
        ? ownership.agents().stream().map(Agent::name).toList()
        : services.stream().map(ServiceId::parse).map(ownership::curator).toList();
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
