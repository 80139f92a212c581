package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.EndpointUpdate.Remove;
import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.testing.LogLines;
import io.redpoll.testkit.kubernetes.Answers;
import io.redpoll.testkit.kubernetes.Kind;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesSourceIT {

  private static final KubernetesApiOptions PLAIN = KubernetesApiOptions.DEFAULT;

  private final LogLines log = LogLines.open("io.redpoll.kubernetes", Level.INFO);
  private Rig rig;

  @TempDir
  private Path directory;

  @AfterEach
  void close() {
    log.close();
    rig.close();
  }

  @Test
  void overTlsWithATokenItMirrors() {
    rig = Rig.of(PLAIN.withTls(true).withToken("first"));
    rig.apply(slice("cache", "cache-a").redis().pod("redis-0", "u0", "10.0.0.1"));
    KubernetesSource source = rig.start(rig.options());
    Rig.await(source.whenSynced());
    assertThat(rig.heard.next(Reset.class).services()).hasSize(1);
    rig.apply(slice("cache", "cache-a").redis());
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).isEmpty();
    rig.api.delete(Kind.ENDPOINT_SLICE, "shop", "cache-a");
    rig.heard.next(Remove.class);
    assertThat(source.status().lastContact()).isPresent();
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void updatesComeOnTheContextThatStarted() {
    rig = Rig.plain();
    Vertx vertx = Vertx.vertx();
    try {
      Context context = vertx.getOrCreateContext();
      Set<Context> seen = ConcurrentHashMap.newKeySet();
      KubernetesSource source = new KubernetesSource(
          vertx, rig.options(), update -> seen.add(Vertx.currentContext()), rig.time.timing());
      context.runOnContext(now -> source.start());
      Rig.await(source.whenSynced());
      rig.apply(slice("cache", "cache-a").redis());
      Rig.until(() -> source.status().synced());
      assertThat(seen).containsExactly(context);
      Rig.await(source.stop());
    } finally {
      Rig.await(vertx.close());
    }
  }

  @Test
  void theResetWaitsForEveryNamespace() {
    rig = Rig.plain();
    rig.apply(slice("cache", "cache-a").redis());
    rig.apply(slice("cache", "cache-a").namespace("other").redis());
    rig.apply(slice("cache", "cache-a").namespace("third").redis());
    rig.nextList(Answers.status(403));
    KubernetesOptions all = rig.options();
    KubernetesSource source = rig.start(new KubernetesOptions(
        all.server(), all.tokenFile(), all.caFile(), List.of("shop", "other"), Optional.empty()));
    VirtualTime.Pause retry = rig.time.await();
    assertThat(source.status().synced()).isFalse();
    assertThat(source.status().lastError()).contains("403");
    assertThat(rig.heard.isEmpty()).isTrue();
    rig.time.run(retry);
    assertThat(rig.heard.next(Reset.class).services())
        .extracting(service -> service.service().namespace())
        .containsExactly("other", "shop");
  }

  @Test
  void anApiThatIsDownAtTheStartIsWaitedFor() {
    rig = Rig.plain();
    rig.apply(slice("cache", "cache-a").redis());
    rig.api.stop();
    KubernetesSource source = rig.start(rig.options());
    rig.time.pass();
    rig.time.pass();
    VirtualTime.Pause retry = rig.time.await();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains(rig.api.uri(), "not reachable", "retrying in");
    assertThat(source.status().lastError()).contains(rig.api.uri());
    rig.api.resume();
    rig.time.run(retry);
    Rig.await(source.whenSynced());
    assertThat(log.infos()).singleElement().asString().contains(rig.api.uri(), "answers again");
    assertThat(source.status().lastError()).isEmpty();
    assertThat(log.hasStackTraces()).isFalse();
  }

  @Test
  void rf14_aRotatedTokenIsTakenUp() {
    rig = Rig.of(PLAIN.withToken("first"));
    rig.synced();
    Rig.until(() -> rig.api.watches() > 0);
    rig.api.rotateToken("second");
    // An event, so that the end of the watch is an ordinary one.
    rig.apply(slice("cache", "cache-a").redis());
    rig.heard.next(Upsert.class);
    rig.api.dropWatches();
    assertThat(rig.request()).contains("watch=1");
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void rf14_aRefusedTokenIsReadAgainAtOnce() {
    rig = Rig.plain();
    rig.nextList(Answers.status(401));
    rig.start(rig.options());
    rig.heard.next(Reset.class);
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void rf14_anEmptyTokenFileKeepsTheTokenThatWas() throws IOException {
    rig = Rig.of(PLAIN.withToken("first"));
    rig.synced();
    Rig.until(() -> rig.api.watches() > 0);
    Files.writeString(rig.api.tokenFile().orElseThrow(), "\n");
    rig.apply(slice("cache", "cache-a").redis());
    rig.heard.next(Upsert.class);
    rig.api.dropWatches();
    assertThat(rig.request()).contains("watch=1");
  }

  @Test
  void aWrongTokenNamesItsFileAndNotItself() throws IOException {
    rig = Rig.of(PLAIN.withToken("right"));
    Path file = Files.writeString(directory.resolve("token"), "wrong-secret");
    rig.start(withFiles(Optional.of(file), Optional.empty()));
    VirtualTime.Pause retry = rig.time.await();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains(file.toString(), "401")
        .doesNotContain("wrong-secret");
    Files.writeString(file, "right");
    rig.time.run(retry);
    rig.heard.next(Reset.class);
  }

  @Test
  void aMissingTokenFileIsNamed() {
    rig = Rig.of(PLAIN.withToken("right"));
    Path file = directory.resolve("nowhere");
    rig.start(withFiles(Optional.of(file), Optional.empty()));
    rig.time.await();
    assertThat(log.warnings()).singleElement().asString().contains(file.toString());
  }

  @Test
  void aTokenOfTwoLinesIsRefusedAndNotShown() throws IOException {
    rig = Rig.of(PLAIN.withToken("right"));
    Path file = Files.writeString(directory.resolve("token"), "abc\r\nX-Evil: 1");
    rig.start(withFiles(Optional.of(file), Optional.empty()));
    rig.time.await();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains(file.toString())
        .doesNotContain("abc", "Evil");
  }

  @Test
  void anUntrustedCertificateNamesServerAndCaFileAndIsCuredByTheRightOne() throws IOException {
    rig = Rig.of(PLAIN.withTls(true));
    Path file = directory.resolve("ca.crt");
    try (KubernetesApi other = KubernetesApi.start(PLAIN.withTls(true))) {
      Files.copy(other.caFile().orElseThrow(), file);
    }
    rig.start(withFiles(Optional.empty(), Optional.of(file)));
    rig.time.pass();
    VirtualTime.Pause retry = rig.time.await();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains(rig.api.uri(), file.toString(), "not trusted");
    assertThat(log.hasStackTraces()).isFalse();
    Files.copy(rig.api.caFile().orElseThrow(), file, StandardCopyOption.REPLACE_EXISTING);
    rig.time.run(retry);
    rig.heard.next(Reset.class);
  }

  @Test
  void withoutCaFileACertificateOfNobodyIsNotTrusted() {
    rig = Rig.of(PLAIN.withTls(true));
    rig.start(withFiles(Optional.empty(), Optional.empty()));
    rig.time.await();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("not trusted", "--kubernetes-ca-file");
  }

  @Test
  void aCaFileThatIsMissingOrNoneIsNamed() throws IOException {
    rig = Rig.of(PLAIN.withTls(true));
    Path file = directory.resolve("ca.crt");
    rig.start(withFiles(Optional.empty(), Optional.of(file)));
    VirtualTime.Pause retry = rig.time.await();
    assertThat(log.warnings().get(0)).contains(file.toString(), "missing");
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----\n");
    rig.time.run(retry);
    retry = rig.time.await();
    assertThat(log.warnings().get(1)).contains(file.toString());
    Files.copy(rig.api.caFile().orElseThrow(), file, StandardCopyOption.REPLACE_EXISTING);
    rig.time.run(retry);
    rig.heard.next(Reset.class);
  }

  @Test
  void rf15_aBrokenCaFileKeepsWhatItSaidBefore() throws IOException {
    rig = Rig.of(PLAIN.withTls(true));
    Path file = Files.copy(rig.api.caFile().orElseThrow(), directory.resolve("ca.crt"));
    rig.start(withFiles(Optional.empty(), Optional.of(file)));
    rig.heard.next(Reset.class);
    Rig.until(() -> rig.api.watches() > 0);
    Files.writeString(file, "broken");
    rig.api.stop();
    VirtualTime.Pause retry = rig.time.await();
    rig.api.resume();
    rig.time.run(retry);
    rig.apply(slice("cache", "cache-a").redis());
    rig.heard.next(Upsert.class);
    assertThat(log.warnings()).noneMatch(line -> line.contains("CA file"));
  }

  @Test
  void aCertificateForAnotherHostIsNotTrusted() {
    rig = Rig.of(PLAIN.withTls(true));
    URI real = URI.create(rig.api.uri());
    Vertx vertx = Vertx.vertx();
    try {
      // The certificate is for 127.0.0.1, and is shown under an address beside it.
      NetServer detour = vertx.createNetServer().connectHandler(client -> {
        client.pause();
        vertx.createNetClient().connect(real.getPort(), real.getHost()).onSuccess(server -> {
          client.pipeTo(server);
          server.pipeTo(client);
        });
      });
      int port = Rig.await(detour.listen(0, "127.0.0.2")).actualPort();
      rig.start(new KubernetesOptions(
          URI.create("https://127.0.0.2:" + port),
          Optional.empty(),
          rig.api.caFile(),
          List.of(),
          Optional.empty()));
      rig.time.await();
      assertThat(log.warnings()).singleElement().asString().contains("not trusted", "127.0.0.2");
    } finally {
      Rig.await(vertx.close());
    }
  }

  @Test
  void labelsThatWereIgnoredAreSaidOnceAndHandedOn() {
    rig = Rig.plain();
    rig.apply(slice("cache", "cache-a").redis().label("redpoll.io/topology", "shraded"));
    rig.start(rig.options());
    ServiceEndpoints service = rig.heard.next(Reset.class).services().get(0);
    assertThat(service.problems()).singleElement().asString().contains("shraded");
    rig.apply(slice("cache", "cache-a")
        .redis()
        .label("redpoll.io/topology", "shraded")
        .pod("redis-0", "u0", "10.0.0.1"));
    rig.heard.next(Upsert.class);
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("shop/cache", "redpoll.io/topology", "shraded");
  }

  @Test
  void aMalformedSliceIsNamedOnceAndTheOthersGoOn() {
    rig = Rig.plain();
    rig.api.apply(slice("bad", "bad-a").redis().json().put("addressType", "IPX"));
    rig.apply(slice("cache", "cache-a").redis());
    KubernetesSource source = rig.start(rig.options());
    assertThat(rig.heard.next(Reset.class).services()).hasSize(1);
    rig.api.apply(slice("bad", "bad-a").redis().port("x", 1).json().put("addressType", "IPX"));
    rig.apply(slice("cache", "cache-a").redis().pod("redis-0", "u0", "10.0.0.1"));
    rig.heard.next(Upsert.class);
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("shop/bad-a", "IPX", "IPv4, IPv6");
    assertThat(source.status().skipped()).isEqualTo(2);
  }

  static Stream<Consumer<HttpServerRequest>> statesOfAList() {
    return Stream.of(Answers.nothing(), Answers.silence(), Answers.status(500));
  }

  @ParameterizedTest
  @MethodSource("statesOfAList")
  void rf22_stopsWhileItListsOrWaits(Consumer<HttpServerRequest> answer) {
    rig = Rig.plain();
    rig.nextList(answer);
    KubernetesSource source = rig.start(rig.options());
    rig.request();
    Rig.await(source.stop());
    Rig.await(source.stop());
    assertThatThrownBy(() -> Rig.await(source.whenSynced())).hasMessageContaining("stopped");
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  static Stream<Consumer<HttpServerRequest>> statesOfAWatch() {
    return Stream.of(Answers.nothing(), Answers.silence(), Answers.status(500));
  }

  @ParameterizedTest
  @MethodSource("statesOfAWatch")
  void rf22_stopsWhileItWatchesOrWaits(Consumer<HttpServerRequest> answer) {
    rig = Rig.plain();
    rig.nextWatch(answer);
    KubernetesSource source = rig.synced();
    Rig.await(source.stop());
    rig.apply(slice("cache", "cache-a").redis());
    assertThat(rig.heard.isEmpty()).isTrue();
    assertThat(rig.noRequests()).isTrue();
  }

  @Test
  void rf22_stopsBeforeItStarted() {
    rig = Rig.plain();
    KubernetesSource source = rig.source(rig.options(), rig.heard);
    Rig.await(source.stop());
    assertThatThrownBy(() -> Rig.await(source.start())).hasMessageContaining("stopped before");
    assertThat(rig.noRequests()).isTrue();
  }

  @Test
  void rf22_stopsRightAfterTheStart() {
    rig = Rig.plain();
    KubernetesSource source = rig.source(rig.options(), rig.heard);
    Rig.await(source.start());
    Rig.await(source.stop());
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf22_stoppedInsideAnUpdateItTellsNoMore() {
    rig = Rig.plain();
    AtomicInteger told = new AtomicInteger();
    KubernetesSource[] self = new KubernetesSource[1];
    Consumer<EndpointUpdate> stopAtFirst = update -> {
      told.incrementAndGet();
      self[0].stop();
    };
    self[0] = rig.source(rig.options(), stopAtFirst);
    Rig.await(self[0].start());
    Rig.until(() -> told.get() == 1);
    Rig.await(self[0].stop());
    rig.apply(slice("cache", "cache-a").redis());
    assertThat(told).hasValue(1);
  }

  @Test
  void rf23_aReceiverThatThrowsGetsTheNextUpdateAllTheSame() {
    rig = Rig.plain();
    Consumer<EndpointUpdate> throwing = update -> {
      rig.heard.accept(update);
      throw new IllegalStateException("expected by this test");
    };
    Rig.await(rig.source(rig.options(), throwing).start());
    rig.heard.next(Reset.class);
    rig.apply(slice("cache", "cache-a").redis());
    rig.heard.next(Upsert.class);
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void rf23_aSlowReceiverLosesNothingAndGetsTheLatestOfEach() throws InterruptedException {
    rig = Rig.plain();
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    Consumer<EndpointUpdate> slow = update -> {
      rig.heard.accept(update);
      told.countDown();
      awaitQuietly(busy);
    };
    Rig.await(rig.source(rig.options(), slow).start());
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 500; i++) {
      rig.apply(slice("cache", "cache-a").redis().pod("redis-" + i, "u" + i, "10.0.0.1"));
    }
    busy.countDown();
    rig.heard.next(Reset.class);
    int updates = 0;
    String last = "";
    while (!last.equals("redis-499")) {
      last = rig.heard.next(Upsert.class).service().endpoints().get(0).shard();
      updates++;
    }
    assertThat(updates).isLessThan(500);
  }

  @Test
  void rf29_whatItDoesIsCounted() {
    rig = Rig.plain();
    rig.apply(slice("cache", "cache-a").redis().pod("redis-0", "u0", "10.0.0.1"));
    rig.nextWatch(Answers.status(410));
    KubernetesSource source = rig.synced();
    rig.time.pass();
    Rig.until(() -> rig.api.watches() > 0);
    rig.api.apply(slice("bad", "bad-a").redis().json().put("addressType", "IPX"));
    rig.api.apply(slice("odd", "odd-a").redis().pod("p", "u", "no-ip").json());
    rig.heard.next(Upsert.class);
    rig.api.delete(Kind.ENDPOINT_SLICE, "shop", "odd-a");
    rig.heard.next(Remove.class);
    KubernetesMetrics metrics = source.metrics();
    assertThat(metrics.lists()).containsEntry("start", 1L).containsEntry("expired", 1L);
    assertThat(metrics.failures()).containsEntry("expired", 1L);
    assertThat(metrics.events()).containsEntry("changed", 2L).containsEntry("deleted", 1L);
    assertThat(metrics.skipped()).containsEntry("address_type", 1L).containsEntry("address", 1L);
    assertThat(metrics.mirrored()).isEqualTo(new KubernetesMetrics.Mirrored(1, 0, 1, 1));
    assertThat(source.status().lastContact()).contains(rig.time.timing().clock().instant());
  }

  @Test
  void ep21_podsThatASelectorFindsAreEndpointsBesideThoseInSlices() {
    rig = Rig.plain();
    rig.apply(slice("df", "df-a").redis().pod("df-0", "u0", "10.0.0.1"));
    rig.api.apply(dragonfly(0).json());
    rig.api.apply(dragonfly(1).json());
    rig.start(rig.options().withPodSelector("app.kubernetes.io/name=dragonfly"));
    assertThat(rig.heard.next(Reset.class).services())
        .singleElement()
        .satisfies(service -> assertThat(service.endpoints()).hasSize(2));
    assertThat(rig.requests())
        .contains(
            "/api/v1/pods?labelSelector=app.kubernetes.io%2Fname%3Ddragonfly&resourceVersion=0");
    Rig.until(() -> rig.api.watches() == 2);
    rig.api.apply(dragonfly(2).json());
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).hasSize(3);
    rig.api.apply(dragonfly(2).phase("Failed").json());
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).hasSize(2);
    rig.api.delete(Kind.POD, "shop", "df-1");
    assertThat(rig.heard.next(Upsert.class).service().endpoints()).hasSize(1);
  }

  @Test
  void ep21_withoutPodSelectorNoPodIsAskedFor() {
    rig = Rig.plain();
    rig.synced();
    Rig.until(() -> rig.api.watches() == 1);
    assertThat(rig.noRequests()).isTrue();
  }

  @Test
  void theResetWaitsForPodsToo() {
    rig = Rig.plain();
    rig.apply(slice("df", "df-a").redis());
    rig.api.faults(request -> {
      boolean pods = request.path().contains("/pods");
      if (pods) {
        Answers.status(403).accept(request);
      }
      return pods;
    });
    KubernetesSource source = rig.start(rig.options().withPodSelector("app=redis"));
    rig.time.await();
    assertThat(source.status().synced()).isFalse();
    assertThat(source.status().lastError()).contains("pods (core)");
    assertThat(rig.heard.isEmpty()).isTrue();
  }

  @Test
  void rf27_anIpv6ServerIsAskedByItsAddressInBrackets() {
    rig = Rig.plain();
    Vertx vertx = Vertx.vertx();
    try {
      Set<String> hosts = ConcurrentHashMap.newKeySet();
      int port = Rig.await(vertx
              .createHttpServer()
              .requestHandler(request -> {
                hosts.add(request.getHeader("Host"));
                Answers.status(403).accept(request);
              })
              .listen(0, "::1"))
          .actualPort();
      rig.start(KubernetesOptions.of(URI.create("http://[::1]:" + port)));
      rig.time.await();
      assertThat(hosts).containsExactly("[::1]:" + port);
    } finally {
      Rig.await(vertx.close());
    }
  }

  private static PodJson dragonfly(int ordinal) {
    return PodJson.pod("df-" + ordinal, "u" + ordinal, "10.0.0." + (ordinal + 1))
        .label("app.kubernetes.io/instance", "df")
        .label("app.kubernetes.io/name", "dragonfly")
        .port("redis", 6379);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private KubernetesOptions withFiles(Optional<Path> token, Optional<Path> ca) {
    return new KubernetesOptions(URI.create(rig.api.uri()), token, ca, List.of(), Optional.empty());
  }
}
