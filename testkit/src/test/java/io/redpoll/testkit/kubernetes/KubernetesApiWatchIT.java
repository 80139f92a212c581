package io.redpoll.testkit.kubernetes;

import static io.redpoll.testkit.kubernetes.ApiClient.PODS;
import static io.redpoll.testkit.kubernetes.ApiClient.SLICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesApiWatchIT {

  private final KubernetesApi api = KubernetesApi.start();
  private final ApiClient client = ApiClient.of(api);

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aWatchGetsWhatChangedSinceItsVersionAndWhatChangesThen() throws Exception {
    api.apply(Objects.slice("a"));
    long version = api.resourceVersion();
    api.apply(Objects.slice("b"));
    try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=" + version)) {
      api.apply(Objects.slice("a").put("addressType", "IPv6"));
      api.apply(Objects.pod("shop", "redis-0", "node-1"));
      api.delete(Kind.ENDPOINT_SLICE, "shop", "b");
      assertThat(watch.next()).isEqualTo("ADDED b 3");
      JsonObject modified = watch.event();
      assertThat(modified.getString("type")).isEqualTo("MODIFIED");
      assertThat(modified.getJsonObject("object").getString("kind")).isEqualTo("EndpointSlice");
      assertThat(modified.getJsonObject("object").getString("addressType")).isEqualTo("IPv6");
      assertThat(watch.next()).isEqualTo("DELETED b 6");
    }
  }

  @Test
  void headersComeAtOnceAlsoWhenNothingChanges() throws Exception {
    try (Watch watch = client.watch(SLICES + "?watch=true&resourceVersion=1")) {
      assertThat(watch.status()).isEqualTo(200);
      assertThat(api.watches()).isEqualTo(1);
    }
  }

  @Test
  void rf19_aWatchAtAnyVersionStartsWithWhatIsThere() throws Exception {
    api.apply(Objects.slice("a"));
    try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=0")) {
      assertThat(watch.next()).isEqualTo("ADDED a 2");
    }
    try (Watch watch = client.watch(SLICES + "?watch=1")) {
      assertThat(watch.next()).isEqualTo("ADDED a 2");
    }
  }

  @Test
  void rf05_aVersionThatIsForgottenIsToldInTheStream() throws Exception {
    api.apply(Objects.slice("a"));
    long old = api.resourceVersion();
    api.apply(Objects.slice("b"));
    api.compact();
    try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=" + old)) {
      assertThat(watch.status()).isEqualTo(200);
      JsonObject event = watch.event();
      assertThat(event.getString("type")).isEqualTo("ERROR");
      JsonObject status = event.getJsonObject("object");
      assertThat(status.getString("kind")).isEqualTo("Status");
      assertThat(status.getInteger("code")).isEqualTo(410);
      assertThat(status.getString("reason")).isEqualTo("Expired");
      assertThat(status.getString("message")).isEqualTo("too old resource version: 2 (3)");
      watch.assertEnds();
    }
    assertThat(api.watches()).isZero();
  }

  @Test
  void theNewestVersionCanBeWatchedAfterCompaction() throws Exception {
    api.apply(Objects.slice("a"));
    api.compact();
    try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=" + api.resourceVersion())) {
      api.apply(Objects.slice("b"));
      assertThat(watch.next()).isEqualTo("ADDED b 3");
    }
  }

  @Test
  void rf21_leavingTheSelectorIsADeleteOfTheLastMatchAtTheNewVersion() throws Exception {
    api.apply(Objects.slice("shop", "a", Map.of("app", "redis")));
    String path = SLICES + "?watch=1&resourceVersion=2&labelSelector=app%3Dredis";
    try (Watch watch = client.watch(path)) {
      api.apply(Objects.slice("shop", "a", Map.of("app", "mysql")));
      api.apply(Objects.slice("shop", "b", Map.of("app", "mysql")));
      api.apply(Objects.slice("shop", "b", Map.of("app", "redis")));
      JsonObject left = watch.event();
      assertThat(left.getString("type")).isEqualTo("DELETED");
      JsonObject metadata = left.getJsonObject("object").getJsonObject("metadata");
      assertThat(metadata.getJsonObject("labels").getString("app")).isEqualTo("redis");
      assertThat(metadata.getString("resourceVersion")).isEqualTo("3");
      assertThat(watch.next()).isEqualTo("ADDED b 5");
    }
  }

  @Test
  void podsAreWatchedByNode() throws Exception {
    try (Watch watch =
        client.watch(PODS + "?watch=1&resourceVersion=1&fieldSelector=spec.nodeName%3Dnode-2")) {
      api.apply(Objects.pod("shop", "p", "node-1"));
      api.apply(Objects.pod("shop", "q", "node-2"));
      assertThat(watch.next()).isEqualTo("ADDED q 3");
    }
  }

  @Test
  void rf03_bookmarksComeToThoseWhoTakeThem() throws Exception {
    try (Watch with = client.watch(SLICES + "?watch=1&resourceVersion=1&allowWatchBookmarks=true");
        Watch without = client.watch(SLICES + "?watch=1&resourceVersion=1")) {
      api.apply(Objects.pod("shop", "p", "node-1"));
      api.bookmark();
      api.apply(Objects.slice("a"));
      JsonObject bookmark = with.event();
      assertThat(bookmark.getString("type")).isEqualTo("BOOKMARK");
      JsonObject object = bookmark.getJsonObject("object");
      assertThat(object.getString("kind")).isEqualTo("EndpointSlice");
      assertThat(object.getJsonObject("metadata").getString("resourceVersion")).isEqualTo("2");
      assertThat(without.next()).isEqualTo("ADDED a 3");
    }
  }

  @Test
  void bookmarksComeOnTheirOwnToo() throws Exception {
    KubernetesApiOptions often =
        KubernetesApiOptions.DEFAULT.withBookmarkInterval(Duration.ofMillis(20));
    try (KubernetesApi other = KubernetesApi.start(often);
        Watch watch = ApiClient.of(other)
            .watch(SLICES + "?watch=1&resourceVersion=1&allowWatchBookmarks=1")) {
      assertThat(watch.event().getString("type")).isEqualTo("BOOKMARK");
      assertThat(watch.event().getString("type")).isEqualTo("BOOKMARK");
    }
  }

  @Test
  void rf04_aWatchJustEndsAtItsTimeoutAfterALastBookmark() throws Exception {
    String path = SLICES + "?watch=1&resourceVersion=1&timeoutSeconds=1&allowWatchBookmarks=1";
    try (Watch watch = client.watch(path)) {
      assertThat(watch.event().getString("type")).isEqualTo("BOOKMARK");
      watch.assertEnds();
    }
    assertThat(api.watches()).isZero();
  }

  @Test
  void droppedWatchesJustEnd() throws Exception {
    try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=1")) {
      api.dropWatches();
      watch.assertEnds();
    }
  }

  @Test
  void rf20_aStreamingListEndsWithItsBookmarkAndGoesOnAsWatch() throws Exception {
    api.apply(Objects.slice("a"));
    String path = SLICES + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
        + "&allowWatchBookmarks=true";
    try (Watch watch = client.watch(path)) {
      assertThat(watch.next()).isEqualTo("ADDED a 2");
      JsonObject end = watch.event();
      assertThat(end.getString("type")).isEqualTo("BOOKMARK");
      JsonObject metadata = end.getJsonObject("object").getJsonObject("metadata");
      assertThat(metadata.getString("resourceVersion")).isEqualTo("2");
      assertThat(metadata.getJsonObject("annotations").getString("k8s.io/initial-events-end"))
          .isEqualTo("true");
      api.apply(Objects.slice("b"));
      assertThat(watch.next()).isEqualTo("ADDED b 3");
    }
  }

  @Test
  void rf20_aServerWithoutStreamingListsRefusesThem() throws Exception {
    try (KubernetesApi old =
        KubernetesApi.start(KubernetesApiOptions.DEFAULT.withStreamingLists(false))) {
      String path = SLICES + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
      assertThat(ApiClient.of(old).status(path)).isEqualTo(422);
    }
    assertThat(client.status(SLICES + "?watch=1&sendInitialEvents=true")).isEqualTo(422);
    assertThat(client.status(SLICES + "?watch=1&resourceVersion=1&resourceVersionMatch=Exact"))
        .isEqualTo(422);
  }

  @Test
  void manyChangesArriveCompleteAndInOrder() throws Exception {
    try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=1")) {
      for (int i = 0; i < 500; i++) {
        api.apply(Objects.slice("s" + i));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(watch.next()).isEqualTo("ADDED s" + i + " " + (i + 2));
      }
    }
  }
}
