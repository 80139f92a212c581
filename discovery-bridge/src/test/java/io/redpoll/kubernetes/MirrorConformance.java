package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointUpdate.Remove;
import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.endpoint.ServiceEndpoints;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the mirror does before any API server, be it the testkit's or a real one. No faults, no virtual time. */
abstract class MirrorConformance {

  /** An API server with a namespace named shop, empty at the start of each test. */
  interface Cluster {

    KubernetesOptions options();

    void apply(JsonObject slice);

    void delete(String name);
  }

  private final Heard heard = new Heard();
  private Vertx vertx;
  private KubernetesSource source;

  abstract Cluster cluster();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    if (source != null) {
      Rig.await(source.stop());
    }
    Rig.await(vertx.close());
  }

  @Test
  void rf01_whatThereIsComesFirstAndWhatChangesAfter() {
    cluster()
        .apply(
            slice("cache", "cache-a").redis().pod("redis-0", "u0", "10.1.0.1").json());
    start(cluster().options());
    assertThat(shop(heard.next(Reset.class).services()))
        .singleElement()
        .satisfies(service -> assertThat(service.endpoints()).hasSize(1));
    cluster()
        .apply(slice("cache", "cache-a")
            .redis()
            .pod("redis-0", "u0", "10.1.0.1")
            .pod("redis-1", "u1", "10.1.0.2")
            .json());
    assertThat(heard.next(Upsert.class).service().endpoints())
        .extracting(Endpoint::shard)
        .containsExactly("redis-0", "redis-1");
    cluster().delete("cache-a");
    assertThat(heard.next(Remove.class).service()).hasToString("shop/cache");
    assertThat(source.status().lastError()).isEmpty();
    assertThat(source.status().skipped()).isZero();
  }

  @Test
  void rf11_pagesOfARealListFitTogether() {
    for (int i = 0; i < 501; i++) {
      cluster()
          .apply(
              slice("s" + i, "s" + i).redis().pod("p" + i, "u" + i, "10.1.0.1").json());
    }
    Timing timing = Timing.of(vertx, new Random(1));
    ApiClient api = new ApiClient(vertx, cluster().options(), timing);
    ApiCollection<Slice> slices = ApiCollection.slices("shop", Optional.empty());
    Promise<Listing<Slice>> whole = Promise.promise();
    vertx.runOnContext(
        now -> new WholeList<>(slices, api, new Pace(api.budget(), timing), (key, fault) -> {})
            .read("")
            .onComplete(whole));
    assertThat(Rig.await(whole.future()).objects()).hasSize(501);
    Rig.await(api.close());
  }

  @Test
  void rf20_listsByWatchAndOrdinaryListsTellTheSame() {
    for (int i = 0; i < 5; i++) {
      cluster()
          .apply(
              slice("s" + i, "s" + i).redis().pod("p" + i, "u" + i, "10.1.0.1").json());
    }
    start(cluster().options());
    assertThat(shop(heard.next(Reset.class).services())).hasSize(5);
    assertThat(source.metrics().failures()).isEmpty();
  }

  @Test
  void rf21_leavingTheSelectorIsADelete() {
    cluster().apply(slice("cache", "cache-a").label("app", "redis").redis().json());
    KubernetesOptions all = cluster().options();
    start(new KubernetesOptions(
        all.server(), all.tokenFile(), all.caFile(), List.of("shop"), Optional.of("app=redis")));
    assertThat(heard.next(Reset.class).services()).hasSize(1);
    cluster().apply(slice("cache", "cache-a").label("app", "web").redis().json());
    assertThat(heard.next(Remove.class).service()).hasToString("shop/cache");
  }

  @Test
  void ep16_labelsOfTheServiceArriveWithItsSlices() {
    cluster()
        .apply(slice("cache", "cache-a")
            .redis()
            .label("redpoll.io/topology", "sharded")
            .json());
    start(cluster().options());
    assertThat(shop(heard.next(Reset.class).services()))
        .singleElement()
        .satisfies(
            service -> assertThat(service.settings().topology().label()).isEqualTo("sharded"));
  }

  private void start(KubernetesOptions options) {
    source = new KubernetesSource(vertx, options, heard, new Random(1));
    Rig.await(source.start());
  }

  private static List<ServiceEndpoints> shop(List<ServiceEndpoints> services) {
    return services.stream()
        .filter(service -> service.service().namespace().equals("shop"))
        .toList();
  }
}
