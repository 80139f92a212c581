package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static io.redpoll.testkit.kubernetes.Answers.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.testkit.kubernetes.Answers;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.redpoll.testkit.kubernetes.Wire;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can happen to a connection, mostly over TLS and HTTP/2 as in a cluster. */
class ConnectionIT {

  private static final KubernetesApiOptions TLS = KubernetesApiOptions.DEFAULT.withTls(true);

  private Rig rig = Rig.of(TLS);
  private Wire wire = Wire.to(rig.api.uri());

  @AfterEach
  void close() {
    rig.close();
    wire.close();
  }

  @Test
  void overTlsOneConnectionCarriesEverything() {
    Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
    rig.nextList(request -> {
      versions.add(request.version());
      Answers.status(500).accept(request);
    });
    rig.start(throughWire());
    rig.time.pass();
    rig.heard.next(Reset.class);
    awaitWatch();
    assertThat(versions).containsExactly(HttpVersion.HTTP_2);
    assertThat(wire.connections()).isEqualTo(1);
  }

  @Test
  void rf16_aHalfOpenConnectionIsFoundByItsPingWithin45Seconds() {
    synced();
    rig.time.passBackground(Ping.class, Duration.ofSeconds(30));
    Rig.until(() -> rig.time.waitsInBackground(Ping.class, Duration.ofSeconds(30)));
    wire.freeze();
    rig.apply(slice("cache", "cache-a").redis());
    rig.time.passBackground(Ping.class, Duration.ofSeconds(30));
    assertThat(rig.heard.isEmpty()).isTrue();
    rig.time.passBackground(Ping.class, Duration.ofSeconds(15));
    assertThat(rig.heard.next(Upsert.class).service().service()).hasToString("shop/cache");
    assertThat(rig.request()).contains("watch=1");
  }

  @Test
  void rf16_withoutPingsTheSilenceOfAWatchIsBounded() {
    ApiCollection<Slice> slices = ApiCollection.slices("", Optional.empty());
    assertThat(slices.watch("1", Duration.ofSeconds(300)).silence())
        .isEqualTo(Duration.ofSeconds(315));
    assertThat(slices.stream("1", Duration.ofSeconds(300)).silence())
        .isEqualTo(Duration.ofSeconds(315));
    plain();
    rig.nextList(Answers.silence());
    Vertx vertx = Vertx.vertx();
    try {
      ApiClient api = new ApiClient(vertx, rig.options(), rig.time.timing());
      ApiRequest brief = slices.list("0", 0, "").withSilence(Duration.ofMillis(50));
      Promise<Void> ended = Promise.promise();
      vertx.runOnContext(now -> api.open(brief, () -> {}, chunk -> {}).ended().onComplete(ended));
      assertThatThrownBy(() -> Rig.await(ended.future())).isInstanceOf(ApiFailure.class);
    } finally {
      Rig.await(vertx.close());
    }
  }

  @Test
  void rf15_aNewAuthorityIsTakenUpWithoutARestartAlsoByOpenConnections() {
    synced();
    rig.api.rotateAuthority();
    rig.apply(slice("cache", "cache-a").redis());
    rig.heard.next(Upsert.class);
    rig.time.advance(Duration.ofMinutes(3));
    rig.time.passBackground(Periodic.class, Duration.ofMinutes(1));
    // A new watch, over a connection that the new authority vouches for.
    assertThat(rig.request()).contains("watch=1");
    rig.apply(slice("orders", "orders-a").redis());
    assertThat(rig.heard.next(Upsert.class).service().service()).hasToString("shop/orders");
    assertThat(rig.source().status().lastError()).isEmpty();
  }

  @Test
  void rf26_goAwayLetsTheWatchRunOnAndTheNextTakesAnotherConnection() {
    rig.nextWatch(Answers.streamThenGoAway(
        event("ADDED", slice("cache", "cache-a").version(90).redis().json())));
    rig.start(throughWire());
    rig.heard.next(Reset.class);
    rig.heard.next(Upsert.class);
    rig.request();
    rig.request();
    rig.nextWatch(Answers.silence());
    wire.cut();
    String next = rig.request();
    assertThat(next).contains("watch=1", "resourceVersion=90");
    assertThat(rig.noRequests()).isTrue();
  }

  @Test
  void rf26_aCutInTheMiddleOfAnEventLosesNothing() {
    synced();
    wire.cutAfter(300);
    rig.apply(slice("cache", "cache-a").redis().pod("redis-0", "u0", "10.0.0.1"));
    rig.apply(slice("orders", "orders-a").redis());
    rig.time.passIfAny();
    Rig.until(() -> {
      rig.time.passIfAny();
      return rig.source().metrics().mirrored().services() == 2;
    });
    assertThat(rig.requests()).noneMatch(request -> !request.contains("watch=1"));
  }

  @Test
  void rf17_bytesMayComeOneByOneAndEventsMayBeLarge() {
    plain();
    wire.bytewise();
    rig.start(throughWire());
    rig.heard.next(Reset.class);
    awaitWatch();
    rig.api.apply(slice("cache", "cache-a")
        .redis()
        .pod("redis-0", "u0", "10.0.0.1")
        .json()
        .put("note", "\u20ac".repeat(2_000)));
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).hasSize(1);
  }

  @Test
  void rf17_anEventOfTwoMebibytesIsRead() {
    synced();
    rig.api.apply(slice("cache", "cache-a")
        .redis()
        .pod("redis-0", "u0", "10.0.0.1")
        .json()
        .put("note", "x".repeat(2 << 20)));
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).hasSize(1);
  }

  @Test
  void sc12_muchAtOnceIsReadInPartsAndNothingIsLost() {
    for (int i = 0; i < 300; i++) {
      rig.apply(slice("s" + i, "s" + i).redis().pod("redis-0", "u" + i, "10.0.0.1"));
    }
    AtomicLong nanoTime = new AtomicLong();
    Timing virtual = rig.time.timing();
    // Each look at the clock finds the turn at its end.
    Timing slow = new Timing(
        virtual.scheduler(),
        virtual.clock(),
        () -> nanoTime.addAndGet(Duration.ofMillis(5).toNanos()),
        virtual.random());
    Vertx vertx = Vertx.vertx();
    try {
      KubernetesSource source = new KubernetesSource(vertx, throughWire(), rig.heard, slow);
      Rig.await(source.start());
      assertThat(rig.heard.next(Reset.class).services()).hasSize(300);
      awaitWatch();
      for (int i = 0; i < 300; i++) {
        rig.apply(slice("s" + i, "s" + i).redis());
      }
      for (int i = 0; i < 300; i++) {
        assertThat(rig.heard.next(Upsert.class).service().endpoints()).isEmpty();
      }
      Rig.await(source.stop());
    } finally {
      Rig.await(vertx.close());
    }
  }

  @Test
  void rf31_onlyListsAreAskedForCompressed() {
    Queue<String> encodings = new ConcurrentLinkedQueue<>();
    rig.api.faults(request -> {
      encodings.add(request.getHeader("Accept-Encoding") + " " + request.getHeader("Accept"));
      if (request.uri().contains("sendInitialEvents")) {
        Answers.status(422).accept(request);
        return true;
      }
      return false;
    });
    for (int i = 0; i < 600; i++) {
      rig.apply(slice("s" + i, "s" + i).redis());
    }
    rig.start(throughWire());
    assertThat(rig.heard.next(Reset.class).services()).hasSize(600);
    awaitWatch();
    assertThat(encodings)
        .containsExactly(
            "identity application/json", "gzip application/json", "identity application/json");
  }

  @Test
  void rf28_aJumpOfTheClockChangesNothing() {
    rig.nextWatch(Answers.status(500)).nextWatch(Answers.status(500));
    rig.start(throughWire());
    Duration first = rig.time.await().delay();
    assertThat(first).isBetween(Duration.ofMillis(800), Duration.ofMillis(1600));
    rig.close();
    rig = Rig.of(TLS);
    rig.nextWatch(Answers.status(500)).nextWatch(Answers.status(500));
    rig.start(rig.options());
    rig.time.jumpClock(Duration.ofDays(400));
    rig.time.pass();
    rig.time.jumpClock(Duration.ofDays(-900));
    // Had two minutes of health been read off the clock, the backoff would have begun anew.
    assertThat(rig.time.pass()).isBetween(Duration.ofMillis(1600), Duration.ofMillis(3200));
  }

  @Test
  void rf32_allIsToldAgainFromMemoryEveryTenMinutesOrSo() {
    rig.apply(slice("cache", "cache-a").redis());
    synced();
    rig.time.passBackground(Periodic.class, Duration.ofMinutes(10));
    assertThat(rig.heard.next(Reset.class).services()).hasSize(1);
    assertThat(rig.noRequests()).isTrue();
    assertThat(rig.source().metrics().resyncs()).isEqualTo(1);
  }

  private void plain() {
    close();
    rig = Rig.plain();
    wire = Wire.to(rig.api.uri());
  }

  private void synced() {
    rig.start(throughWire());
    rig.heard.next(Reset.class);
    rig.request();
    rig.request();
    awaitWatch();
  }

  private void awaitWatch() {
    Rig.until(() -> rig.api.watches() > 0);
  }

  private KubernetesOptions throughWire() {
    KubernetesOptions direct = rig.options();
    return new KubernetesOptions(
        URI.create(wire.uri()),
        direct.tokenFile(),
        direct.caFile(),
        direct.namespaces(),
        direct.labelSelector());
  }
}
