package io.redpoll.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.health.Ownership;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StrangersTest {

  private final Vertx vertx = Vertx.vertx();
  private final Strangers strangers = new Strangers();

  @BeforeEach
  void answer() throws Exception {
    SnapshotAnswers answers = new SnapshotAnswers(
        vertx,
        Ownership.alone("agent-1"),
        new EventPublisher(vertx.eventBus(), "agent-1.0"),
        List::of,
        Set::of,
        strangers);
    answers.start().compose(started -> answers.open()).await(20, SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void whatIsNoQuestionIsDroppedAndCountedAndTheNextOneIsAnswered() throws Exception {
    vertx.eventBus().send(EventAddresses.SNAPSHOT, "no object");
    vertx.eventBus().send(EventAddresses.SNAPSHOT, new JsonArray());
    vertx.eventBus().send(EventAddresses.SNAPSHOT, new JsonObject().put("x", "x".repeat(5_000)));
    vertx.eventBus().send(EventAddresses.SNAPSHOT, wide());
    vertx.eventBus().send(EventAddresses.snapshotsOf("agent-1"), 5);

    assertThat(ask(new JsonObject()).getJsonArray("snapshots")).isEmpty();
    assertThat(strangers.dropped())
        .containsEntry(EventAddresses.SNAPSHOT, 4L)
        .containsEntry(EventAddresses.snapshotsOf("agent-1"), 1L);
  }

  @Test
  void aQuestionWithWrongFieldsIsRefusedInWordsAndCounted() throws Exception {
    assertThatThrownBy(() -> ask(new JsonObject().put("service", "noslash")))
        .isInstanceOf(ReplyException.class)
        .hasMessageContaining("expected: <namespace>/<name>");
    assertThatThrownBy(() -> ask(new JsonObject().put("service", 5)))
        .hasMessageContaining("service: 5 (expected: <namespace>/<name>)");
    assertThatThrownBy(() -> ask(new JsonObject().put("brief", "yes")))
        .hasMessage("snapshot request: a field of the wrong type");
    assertThat(strangers.dropped()).containsEntry(EventAddresses.SNAPSHOT, 3L);
  }

  @Test
  void whatIsNoEventReachesNoSubscriberAndIsCounted() throws Exception {
    List<Object> heard = new ArrayList<>();
    HealthEvents events = HealthEvents.subscribe(vertx, new HeardNews(heard)).await(20, SECONDS);
    List<Object> strange = List.of(
        "text",
        5,
        new JsonObject(),
        new JsonObject().put("v", 2).put("service", "shop/cache").put("cause", new JsonArray()),
        new JsonObject().put("v", 1).put("service", "shop/cache"),
        new JsonObject().put("v", 1).put("service", 5).put("cause", new JsonArray()),
        new JsonObject().put("v", 1).put("x", "x".repeat(10_000)).put("cause", new JsonArray()),
        new JsonObject().put("v", 1).put("cause", manyCauses()),
        birthWithoutABody());
    strange.forEach(body -> vertx.eventBus().publish(EventAddresses.EVENTS, body));

    // It ends on its own context, after what was published before.
    events.close().await(20, SECONDS);
    assertThat(events.dropped()).isEqualTo(strange.size());
    assertThat(heard).isEmpty();
  }

  private static JsonArray manyCauses() {
    JsonArray causes = new JsonArray();
    for (int i = 0; i < 1_000; i++) {
      causes.add(new JsonObject());
    }
    return causes;
  }

  /** What begins the events of a Service, with the fields that number it and no others. */
  private static JsonObject birthWithoutABody() {
    return new JsonObject()
        .put("v", 1)
        .put("type", "service.added")
        .put("service", "shop/cache")
        .put("version", 1)
        .put("term", "t")
        .put("seq", 1)
        .put("cause", new JsonArray());
  }

  private JsonObject ask(JsonObject question) throws Exception {
    return vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.SNAPSHOT, question)
        .await(20, SECONDS)
        .body();
  }

  private static JsonObject wide() {
    JsonObject json = new JsonObject();
    for (int i = 0; i < 100; i++) {
      json.put("field" + i, i);
    }
    return json;
  }
}
