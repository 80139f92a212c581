package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static io.redpoll.testkit.kubernetes.Answers.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.testkit.kubernetes.Answers;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists in pages, and lists by watch. */
class ListIT {

  private static final int MANY = 1_201;

  private Rig rig = Rig.plain();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void rf11_theNewestListComesInPagesAndCountsAfterTheLast() {
    fill(MANY);
    rig.nextWatch(Answers.status(410));
    rig.synced();
    rig.nextList(Answers.status(410));
    rig.time.pass();
    assertThat(rig.request()).contains("resourceVersion=");
    assertThat(rig.request()).contains("limit=500").doesNotContain("resourceVersion", "continue");
    for (int page = 2; page <= 3; page++) {
      assertThat(rig.request())
          .contains("limit=500", "continue=")
          .doesNotContain("resourceVersion", "resourceVersionMatch");
    }
    assertThat(rig.request()).contains("watch=1");
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf11_aPageThatExpiredBeginsTheListAnewInOnePiece() {
    fill(MANY);
    KubernetesSource source = pagedList();
    rig.nextList(page("next"));
    rig.nextList(Answers.status(410));
    rig.time.pass();
    rig.request();
    assertThat(rig.request()).contains("limit=500");
    assertThat(rig.request()).contains("continue=");
    assertThat(rig.request()).doesNotContain("continue", "limit", "resourceVersion");
    assertThat(rig.request()).contains("watch=1");
    assertThat(rig.heard.isEmpty()).isTrue();
    assertThat(source.status().lastError()).isEmpty();
  }

  @Test
  void rf11_aPageThatFailsForAnotherReasonTakesNothingAway() {
    fill(3);
    pagedList();
    rig.nextList(page("next"));
    rig.nextList(Answers.truncated("{\"kind\":\"EndpointSliceList\",\"items\":["));
    rig.time.pass();
    VirtualTime.Pause retry = rig.time.await();
    assertThat(rig.heard.isEmpty()).isTrue();
    rig.time.run(retry);
    Rig.until(() -> rig.api.watches() > 0);
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf11_aServerThatRepeatsAPageForEverIsNotFollowed() {
    fill(3);
    KubernetesSource source = pagedList();
    rig.nextList(page("next")).nextList(page("next"));
    rig.time.pass();
    rig.time.await();
    assertThat(source.status().lastError()).contains("same continue token");
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf22_stopsWhileItWaitsForTheSecondPage() {
    fill(3);
    KubernetesSource source = pagedList();
    BlockingQueue<String> held = new LinkedBlockingQueue<>();
    rig.nextList(page("next"));
    rig.nextList(request -> held.add(request.uri()));
    rig.time.pass();
    Rig.until(() -> !held.isEmpty());
    Rig.await(source.stop());
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf20_aListByWatchCountsAtItsEndAndTheWatchGoesOn() {
    streaming();
    fill(3);
    KubernetesSource source = rig.start(rig.options());
    assertThat(rig.heard.next(Reset.class).services()).hasSize(3);
    assertThat(rig.request())
        .contains("sendInitialEvents=true", "resourceVersionMatch=NotOlderThan")
        .contains("allowWatchBookmarks=true", "resourceVersion=0");
    rig.apply(slice("late", "late").redis());
    rig.heard.next(Upsert.class);
    assertThat(rig.noRequests()).isTrue();
    assertThat(source.metrics().lists()).containsEntry("start", 1L);
  }

  @Test
  void rf20_changesBeforeItsEndAreAppliedApart() {
    streaming();
    rig.nextWatch(Answers.stream(
        added("a", 5),
        added("b", 6),
        event(
            "MODIFIED",
            slice("a", "a").version(7).redis().pod("p", "u", "10.0.0.1").json()),
        event("DELETED", slice("b", "b").version(8).redis().json()),
        end(9)));
    rig.start(rig.options());
    assertThat(rig.heard.next(Reset.class).services())
        .singleElement()
        .satisfies(service -> assertThat(service.endpoints()).hasSize(1));
  }

  @Test
  void rf20_whatBreaksBeforeItsEndIsForgottenAndFollowedByAnOrdinaryList() {
    streaming();
    fill(1);
    rig.nextWatch(Answers.streamThenReset(added("ghost", 5)));
    rig.start(rig.options());
    assertThat(rig.request()).contains("sendInitialEvents");
    rig.time.pass();
    assertThat(rig.request()).doesNotContain("watch").contains("resourceVersion=0");
    assertThat(rig.heard.next(Reset.class).services())
        .extracting(service -> service.service().name())
        .containsExactly("s0");
  }

  @Test
  void rf20_anOrdinaryBookmarkIsNotItsEnd() {
    streaming();
    rig.nextWatch(
        Answers.stream(added("a", 5), event("BOOKMARK", bookmark(6)), added("b", 5), end(9)));
    rig.start(rig.options());
    assertThat(rig.heard.next(Reset.class).services()).hasSize(2);
  }

  @Test
  void rf20_aServerThatRefusesItIsNotAskedAgain() {
    streaming();
    rig.nextWatch(Answers.status(422)).nextWatch(Answers.status(410));
    rig.start(rig.options());
    assertThat(rig.request()).contains("sendInitialEvents");
    assertThat(rig.request()).doesNotContain("watch");
    rig.heard.next(Reset.class);
    assertThat(rig.request()).contains("watch=1");
    rig.time.pass();
    assertThat(rig.request()).doesNotContain("watch", "sendInitialEvents");
  }

  @Test
  void rf19_versionsBeforeItsEndAreNotWatchedFrom() {
    streaming();
    rig.nextWatch(Answers.streamThenReset(added("a", 500), event("BOOKMARK", bookmark(600))));
    rig.start(rig.options());
    rig.request();
    rig.time.pass();
    assertThat(rig.request()).contains("resourceVersion=0");
  }

  @Test
  void rf05_aListByWatchThatIsExpiredIsAskedForAnew() {
    streaming();
    rig.nextWatch(Answers.stream(event("ERROR", Answers.statusObject(410))));
    rig.start(rig.options());
    rig.request();
    assertThat(rig.request()).doesNotContain("resourceVersion=");
    rig.heard.next(Reset.class);
  }

  @Test
  void rf08_aListByWatchFromTheFutureIsAskedForAnew() {
    streaming();
    rig.nextWatch(Answers.status(504, Answers.tooLarge()));
    rig.start(rig.options());
    rig.request();
    assertThat(rig.request()).contains("sendInitialEvents").doesNotContain("resourceVersion=");
    rig.heard.next(Reset.class);
  }

  @Test
  void rf22_stopsInTheMiddleOfAListByWatch() {
    streaming();
    rig.nextWatch(Answers.stream(added("a", 5)));
    KubernetesSource source = rig.start(rig.options());
    rig.request();
    Rig.await(source.stop());
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  private void streaming() {
    rig.close();
    rig = Rig.streaming();
  }

  private void fill(int services) {
    for (int i = 0; i < services; i++) {
      rig.apply(slice("s" + i, "s" + i).redis());
    }
  }

  /** Synced, and in a pause before a list that will have to be the newest. */
  private KubernetesSource pagedList() {
    rig.nextWatch(Answers.status(410));
    KubernetesSource source = rig.synced();
    rig.nextList(Answers.status(410));
    return source;
  }

  private static Consumer<HttpServerRequest> page(String next) {
    JsonObject list = new JsonObject()
        .put("kind", "EndpointSliceList")
        .put("metadata", new JsonObject().put("resourceVersion", "7").put("continue", next))
        .put("items", new JsonArray());
    return Answers.body(list.encode());
  }

  private static JsonObject added(String name, long version) {
    return event("ADDED", slice(name, name).version(version).redis().json());
  }

  private static JsonObject bookmark(long version) {
    return new JsonObject()
        .put("kind", "EndpointSlice")
        .put("metadata", new JsonObject().put("resourceVersion", Long.toString(version)));
  }

  private static JsonObject end(long version) {
    JsonObject bookmark = bookmark(version);
    bookmark
        .getJsonObject("metadata")
        .put("annotations", new JsonObject().put("k8s.io/initial-events-end", "true"));
    return event("BOOKMARK", bookmark);
  }
}
