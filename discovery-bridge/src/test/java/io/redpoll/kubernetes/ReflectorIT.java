package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static io.redpoll.testkit.kubernetes.Answers.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointUpdate.Remove;
import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.testkit.kubernetes.Answers;
import io.redpoll.testkit.kubernetes.Kind;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReflectorIT {

  private static final Pattern TIMEOUT = Pattern.compile("timeoutSeconds=(\\d+)");

  private final Rig rig = Rig.plain();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void rf01_listsFromAnyVersionAndWatchesFromTheVersionOfTheList() {
    rig.apply(cache(1));
    touchAnotherKind();
    rig.start(rig.options());
    assertThat(rig.heard.next(Reset.class).services()).hasSize(1);
    assertThat(rig.request())
        .isEqualTo("/apis/discovery.k8s.io/v1/endpointslices?resourceVersion=0");
    assertThat(version(rig.request())).isEqualTo(Long.toString(rig.api.resourceVersion()));
  }

  @Test
  void rf02_aWatchAsksForBookmarksAndForAnEndByChance() {
    rig.start(rig.options());
    rig.request();
    String watch = rig.request();
    assertThat(watch).contains("watch=1").contains("allowWatchBookmarks=true");
    Matcher timeout = TIMEOUT.matcher(watch);
    assertThat(timeout.find()).isTrue();
    assertThat(Integer.parseInt(timeout.group(1))).isBetween(300, 599);
  }

  @Test
  void rf03_aBookmarkMovesTheVersionAndNothingElse() {
    rig.synced();
    awaitWatch();
    touchAnotherKind();
    rig.api.bookmark();
    rig.api.dropWatches();
    assertThat(version(rig.request())).isEqualTo(Long.toString(rig.api.resourceVersion()));
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf03_everyChangeMovesTheVersion() {
    rig.synced();
    awaitWatch();
    for (int pods = 0; pods < 3; pods++) {
      String version = Long.toString(rig.apply(cache(pods)));
      rig.heard.next(Upsert.class);
      rig.api.dropWatches();
      assertThat(version(rig.request())).isEqualTo(version);
      awaitWatch();
    }
    rig.api.delete(Kind.ENDPOINT_SLICE, "shop", "cache-a");
    rig.heard.next(Remove.class);
    rig.api.dropWatches();
    assertThat(version(rig.request())).isEqualTo(Long.toString(rig.api.resourceVersion()));
  }

  @Test
  void rf04_anOrdinaryEndIsFollowedByAnotherWatchAtOnce() {
    AtomicReference<HttpServerResponse> watch = new AtomicReference<>();
    rig.nextWatch(request -> {
      Answers.stream(event("SOMEDAY", new JsonObject())).accept(request);
      watch.set(request.response());
    });
    KubernetesSource source = rig.synced();
    // Now the source has seen the watch open.
    Rig.until(() -> source.status().skipped() == 1);
    rig.time.advance(Duration.ofMinutes(7));
    watch.get().end();
    assertThat(rig.request()).contains("watch=1");
  }

  @Test
  void rf04_watchesThatEndAtOnceAreNotAskedForInAHurry() {
    for (int i = 0; i < 101; i++) {
      rig.nextWatch(Answers.endAtOnce());
    }
    rig.synced();
    for (int i = 0; i < 100; i++) {
      Duration pause = rig.time.pass();
      assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMillis(i < 6 ? 800 : 30_000));
      assertThat(rig.request()).contains("watch=1");
    }
  }

  @Test
  void rf05_expiredInStreamRelistsOnceFromTheLastVersion() {
    rig.nextWatch(
        Answers.stream(event("ERROR", Answers.statusObject(410).put("reason", "Expired"))));
    rig.synced();
    rig.time.pass();
    assertOneListThenWatch();
  }

  @Test
  void rf05_expiredByStatusRelistsOnceFromTheLastVersion() {
    rig.nextWatch(Answers.status(410));
    rig.synced();
    rig.time.pass();
    assertOneListThenWatch();
  }

  @Test
  void rf05_aListThatIsExpiredTooIsAskedForAnew() {
    rig.nextWatch(Answers.status(410));
    rig.synced();
    rig.nextList(Answers.status(410));
    rig.time.pass();
    assertThat(rig.request()).contains("resourceVersion=");
    assertThat(rig.request()).doesNotContain("resourceVersion");
    assertThat(rig.request()).contains("watch=1");
  }

  static Stream<Object> oddErrors() {
    return Stream.of(
        Answers.statusObject(429),
        Answers.statusObject(500),
        Answers.statusObject(504),
        Answers.statusObject(599),
        new JsonObject(),
        new JsonObject().put("code", "many"),
        "text",
        List.of(1));
  }

  @ParameterizedTest
  @MethodSource("oddErrors")
  void rf06_anErrorEventOfAnyShapeIsSurvived(Object error) {
    rig.nextWatch(Answers.stream(event("ERROR", error)));
    rig.synced();
    rig.time.pass();
    assertThat(rig.request()).contains("watch=1");
    rig.apply(cache(1));
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).hasSize(1);
  }

  @Test
  void rf06_anErrorEventWithoutObjectIsSurvived() {
    rig.nextWatch(Answers.stream(new JsonObject().put("type", "ERROR")));
    rig.synced();
    rig.time.pass();
    assertThat(rig.request()).contains("watch=1");
  }

  @Test
  void rf06_aServerThatKeepsFailingAtAVersionIsAskedForAList() {
    for (int i = 0; i < 5; i++) {
      rig.nextWatch(Answers.status(500));
    }
    rig.synced();
    for (int i = 0; i < 4; i++) {
      rig.time.pass();
      assertThat(rig.request()).contains("watch=1");
    }
    rig.time.pass();
    assertOneListThenWatch();
  }

  @Test
  void rf07_whatVanishedDuringAnOutageIsRemovedOnce() {
    rig.apply(cache(1));
    rig.apply(slice("orders", "orders-a").redis());
    rig.synced();
    awaitWatch();
    rig.api.stop();
    VirtualTime.Pause retry = rig.time.await();
    rig.api.delete(Kind.ENDPOINT_SLICE, "shop", "orders-a");
    rig.api.compact();
    rig.api.resume();
    rig.time.run(retry);
    rig.time.pass();
    assertThat(rig.heard.next(Remove.class)).isEqualTo(new Remove(new ServiceId("shop", "orders")));
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf08_aVersionThatIsTooLargeIsGivenUpAtOnce() {
    rig.nextWatch(Answers.status(410));
    rig.synced();
    rig.nextList(Answers.status(504, Answers.tooLarge()));
    rig.time.pass();
    assertThat(rig.request()).contains("resourceVersion=");
    assertThat(rig.request()).doesNotContain("resourceVersion");
  }

  @Test
  void rf09_whileTheServerIsGoneTheSameVersionIsTriedAndNothingIsListed() {
    rig.synced();
    awaitWatch();
    String version = Long.toString(rig.api.resourceVersion());
    rig.api.stop();
    for (int i = 0; i < 3; i++) {
      rig.time.pass();
    }
    VirtualTime.Pause last = rig.time.await();
    rig.api.resume();
    rig.time.run(last);
    String request = rig.request();
    assertThat(request).contains("watch=1");
    assertThat(version(request)).isEqualTo(version);
  }

  @Test
  void rf09_aBusyServerSaysWhenToComeAgain() {
    rig.nextWatch(Answers.throttled(30));
    rig.synced();
    assertThat(rig.time.pass()).isEqualTo(Duration.ofSeconds(30));
    assertThat(rig.request()).contains("watch=1");
  }

  static Stream<Consumer<HttpServerRequest>> badLists() {
    return Stream.of(
        Answers.status(401),
        Answers.status(403),
        Answers.status(404),
        Answers.status(500),
        Answers.body("<html>maintenance</html>"),
        Answers.body(""),
        Answers.body("[]"),
        Answers.body("null"),
        Answers.body("{\"kind\":\"Table\",\"metadata\":{\"resourceVersion\":\"9\"},\"rows\":[]}"),
        Answers.body("{\"kind\":\"EndpointSliceList\",\"metadata\":{},\"items\":[]}"),
        Answers.body(
            "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":["),
        Answers.endAtOnce());
  }

  @ParameterizedTest
  @MethodSource("badLists")
  void rf12_noFailureOfAListTakesAnythingAway(Consumer<HttpServerRequest> bad) {
    rig.apply(cache(2));
    rig.nextWatch(Answers.status(410));
    KubernetesSource source = rig.synced();
    rig.nextList(bad).nextList(bad);
    rig.time.pass();
    rig.time.await();
    assertThat(source.status().synced()).isTrue();
    assertThat(source.status().lastError()).isNotEmpty();
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf13_forbiddenIsTriedForEverAndShown() {
    for (int i = 0; i < 20; i++) {
      rig.nextList(Answers.status(403));
    }
    KubernetesSource source = rig.start(rig.options());
    for (int i = 0; i < 20; i++) {
      rig.time.pass();
      assertThat(source.status().synced()).isFalse();
    }
    rig.heard.next(Reset.class);
    assertThat(source.status().synced()).isTrue();
    assertThat(source.status().lastError()).isEmpty();
  }

  @Test
  void rf17_eventsMayComeByteByByte() {
    String added = event("ADDED", cache(1).version(90).json()).toString();
    String cut =
        event("ADDED", slice("orders", "orders-a").redis().version(91).json()).toString();
    rig.nextWatch(Answers.bytewise(added + "\r\n" + cut.substring(0, cut.length() - 1)));
    rig.nextWatch(Answers.silence());
    rig.synced();
    assertThat(rig.heard.next(Upsert.class).service().service()).hasToString("shop/cache");
    assertThat(version(rig.request())).isEqualTo("90");
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf18_whatIsUnknownIsCountedAndSkipped() {
    JsonObject pod = new JsonObject().put("kind", "Pod").put("metadata", new JsonObject());
    JsonObject future =
        cache(1).version(90).json().put("someday", new JsonObject().put("new", true));
    rig.nextWatch(Answers.stream(
        event("SOMEDAY", cache(0).json()), event("ADDED", pod), event("ADDED", future)));
    KubernetesSource source = rig.synced();
    rig.heard.next(Upsert.class);
    assertThat(source.status().skipped()).isEqualTo(2);
  }

  @Test
  void rf21_leavingTheSelectorIsADelete() {
    KubernetesOptions all = rig.options();
    rig.apply(cache(1).label("app", "redis"));
    rig.start(new KubernetesOptions(
        all.server(),
        all.tokenFile(),
        all.caFile(),
        List.of("shop"),
        Optional.of("app in (redis,valkey)")));
    rig.heard.next(Reset.class);
    assertThat(rig.request())
        .contains("/namespaces/shop/")
        .contains("labelSelector=app+in+%28redis%2Cvalkey%29");
    rig.apply(cache(1).label("app", "web"));
    assertThat(rig.heard.next(Remove.class).service()).hasToString("shop/cache");
  }

  @Test
  void rf25_aListAfterAFailureMayNotBeOlderThanWhatIsKnown() {
    rig.synced();
    awaitWatch();
    String known = Long.toString(rig.apply(cache(2)));
    rig.heard.next(Upsert.class);
    rig.nextWatch(Answers.status(410));
    rig.api.dropWatches();
    assertThat(rig.request()).contains("watch=1");
    rig.time.pass();
    assertThat(version(rig.request())).isEqualTo(known);
  }

  @Test
  void rf26_aBrokenStreamIsAnOrdinaryEnd() {
    rig.nextWatch(Answers.streamThenReset(event("ADDED", cache(1).version(90).json())));
    rig.nextWatch(Answers.silence());
    rig.synced();
    rig.heard.next(Upsert.class);
    String next = rig.request();
    assertThat(next).contains("watch=1");
    assertThat(version(next)).isEqualTo("90");
  }

  @Test
  void aMalformedSliceIsSkippedAndWhatWasKnownOfItStays() {
    rig.apply(cache(2));
    KubernetesSource source = rig.synced();
    awaitWatch();
    rig.api.apply(cache(2).json().put("endpoints", "gone"));
    rig.apply(slice("orders", "orders-a").redis());
    assertThat(rig.heard.next(Upsert.class).service().service()).hasToString("shop/orders");
    assertThat(source.status().skipped()).isEqualTo(1);
    rig.apply(cache(1));
    assertThat(rig.heard.next(Upsert.class).service().endpoints())
        .extracting(Endpoint::shard)
        .containsExactly("redis-0");
  }

  private void assertOneListThenWatch() {
    String list = rig.request();
    assertThat(list).doesNotContain("watch=1");
    assertThat(version(list)).isEqualTo(Long.toString(rig.api.resourceVersion()));
    assertThat(rig.request()).contains("watch=1");
    assertThat(rig.noRequests()).isTrue();
  }

  /** The API counts versions over all kinds, as a real one does. */
  private void touchAnotherKind() {
    rig.api.apply(new JsonObject()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("metadata", new JsonObject().put("name", "p").put("namespace", "shop")));
  }

  /** The request of a watch is seen a moment before the watch runs. */
  private void awaitWatch() {
    Rig.until(() -> rig.api.watches() > 0);
  }

  private static String version(String uri) {
    return uri.replaceAll(".*resourceVersion=(\\w+).*", "$1");
  }

  private static SliceJson cache(int pods) {
    SliceJson slice = slice("cache", "cache-a").redis();
    for (int i = 0; i < pods; i++) {
      slice.pod("redis-" + i, "uid-" + i, "10.0.0." + (i + 1));
    }
    return slice;
  }
}
