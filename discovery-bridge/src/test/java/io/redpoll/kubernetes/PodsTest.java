package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.PodJson.pod;
import static io.redpoll.kubernetes.SliceJson.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.EndpointUpdate.Remove;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodsTest {

  private final SliceStore store = new SliceStore(true);

  @Test
  void ep21_aPodInNoSliceIsAnEndpointOfItsInstance() {
    store.putPod(pod("df-1", "u1", "10.0.0.1")
        .label("app.kubernetes.io/instance", "df")
        .port("redis", 6379)
        .port("admin", 9999)
        .read());
    ServiceEndpoints service = upserted();
    assertThat(service.service()).isEqualTo(new ServiceId("shop", "df"));
    assertThat(service.endpoints()).singleElement().satisfies(endpoint -> {
      assertThat(endpoint.id()).hasToString("shop/u1/6379");
      assertThat(endpoint.shard()).isEqualTo("df-1");
      assertThat(endpoint.node()).isEqualTo("node-1");
    });
  }

  @Test
  void ep21_whatAPodCountsToIsItsInstanceElseItsAppElseItsOwnerElseItself() {
    assertThat(pod("p", "u", "10.0.0.1").label("app", "cache").read().service().name())
        .isEqualTo("cache");
    assertThat(pod("p", "u", "10.0.0.1")
            .owner("StatefulSet", "redis")
            .read()
            .service()
            .name())
        .isEqualTo("redis");
    assertThat(pod("p", "u", "10.0.0.1")
            .owner("ReplicaSet", "redis-7d9f8")
            .label("pod-template-hash", "7d9f8")
            .read()
            .service()
            .name())
        .isEqualTo("redis");
    assertThat(pod("p", "u", "10.0.0.1").read().service().name()).isEqualTo("p");
  }

  @Test
  void rd07_replicasWithoutSliceJoinThePrimaryThatHasOne() {
    store.put(
        slice("df", "df-a").version(1).redis().pod("df-0", "u0", "10.0.0.1").read());
    for (int i = 0; i < 3; i++) {
      store.putPod(dragonfly(i).read());
    }
    assertThat(upserted().endpoints())
        .extracting(Endpoint::shard)
        .containsExactly("df-0", "df-1", "df-2");
  }

  @Test
  void rd07_whenTheRoleMovesFromPodToPodNoEndpointGoesOrComes() {
    store.put(
        slice("df", "df-a").version(1).redis().pod("df-0", "u0", "10.0.0.1").read());
    store.putPod(dragonfly(0).read());
    store.putPod(dragonfly(1).read());
    List<Endpoint> before = upserted().endpoints();
    store.put(
        slice("df", "df-a").version(2).redis().pod("df-1", "u1", "10.0.0.2").read());
    store
        .drain()
        .forEach(update -> assertThat(((Upsert) update).service().endpoints())
            .extracting(Endpoint::id)
            .isEqualTo(before.stream().map(Endpoint::id).toList()));
  }

  @Test
  void ep22_slicesAndPodsMayComeInAnyOrder() {
    Slice pod = dragonfly(0).label("topology.kubernetes.io/zone", "z1").read();
    Slice slice =
        slice("df", "df-a").version(1).redis().pod("df-0", "u0", "10.0.0.1").read();
    store.put(slice);
    assertThat(upserted().endpoints()).extracting(Endpoint::zone).containsExactly("");
    store.putPod(pod);
    assertThat(upserted().endpoints()).extracting(Endpoint::zone).containsExactly("z1");
    SliceStore other = new SliceStore(true);
    other.putPod(pod);
    other.put(slice);
    assertThat(other.reset().services()).isEqualTo(store.reset().services());
  }

  @Test
  void ep13_theZoneOfTheSliceComesBeforeThatOfThePod() {
    JsonObject endpoint = SliceJson.podEndpoint("df-0", "u0", "10.0.0.1").put("zone", "z2");
    store.put(slice("df", "df-a").redis().endpoint(endpoint).read());
    store.putPod(dragonfly(0).label("topology.kubernetes.io/zone", "z1").read());
    assertThat(upserted().endpoints()).extracting(Endpoint::zone).containsExactly("z2");
  }

  @Test
  void rd03_aPodInManyServicesIsOneIdInEachAndNoStray() {
    for (String service : List.of("df", "df-headless", "df-master")) {
      store.put(slice(service, service).redis().pod("df-0", "u0", "10.0.0.1").read());
    }
    store.putPod(dragonfly(0).label("app.kubernetes.io/instance", "other").read());
    List<ServiceEndpoints> services = store.reset().services();
    assertThat(services).hasSize(3);
    assertThat(services)
        .flatExtracting(ServiceEndpoints::endpoints)
        .extracting(endpoint -> endpoint.id().toString())
        .containsOnly("shop/u0/6379");
  }

  @Test
  void rd06_aServiceThatOnlyExportsMetricsLeavesItsPodsToThePodSelector() {
    assertThat(SliceReader.read(slice("rfr-x", "rfr-x")
            .port("http-metrics", 9121)
            .pod("rfr-x-0", "u0", "10.0.0.1")
            .json()))
        .isInstanceOf(Reading.Foreign.class);
    store.putPod(pod("rfr-x-0", "u0", "10.0.0.1")
        .label("app.kubernetes.io/instance", "x")
        .port("redis", 6379)
        .port("metrics", 9121)
        .read());
    assertThat(upserted().endpoints())
        .extracting(endpoint -> endpoint.address().port())
        .containsExactly(6379);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void ep05_podsThatAreOverAreNoEndpoints(String phase) {
    assertThat(PodReader.read(pod("p", "u", "10.0.0.1").phase(phase).json()))
        .isInstanceOf(Reading.Foreign.class);
  }

  @Test
  void ep05_podsWithoutAddressAreNoEndpoints() {
    assertThat(PodReader.read(pod("p", "u", "").phase("Pending").json()))
        .isInstanceOf(Reading.Foreign.class);
  }

  @Test
  void rd20_podsOfJobsAreNoEndpoints() {
    assertThat(PodReader.read(pod("redis-migrate-x", "u", "10.0.0.1")
            .owner("Job", "redis-migrate")
            .json()))
        .isInstanceOf(Reading.Foreign.class);
    assertThat(PodReader.read(
            pod("p", "u", "10.0.0.1").label("redpoll.io/discover", "false").json()))
        .isInstanceOf(Reading.Foreign.class);
  }

  @Test
  void ep24_portsOfSidecarsCountAndThoseOfOtherInitContainersDoNot() {
    assertThat(pod("p", "u", "10.0.0.1")
            .sidecar("redis", 6390)
            .initContainer("redis", 6391)
            .read()
            .ports())
        .extracting(Slice.RedisPort::number)
        .containsExactly(6390);
  }

  @Test
  void ep09_aPodThatNamesNoPortIsTakenAtTheUsualOne() {
    assertThat(pod("p", "u", "10.0.0.1").read().ports())
        .extracting(Slice.RedisPort::number)
        .containsExactly(6379);
  }

  @Test
  void ep04_aPodThatTerminatesSaysSo() {
    Slice.Member member =
        pod("p", "u", "10.0.0.1").terminating().read().endpoints().get(0);
    assertThat(member.conditions().terminating()).isTrue();
    assertThat(member.conditions().ready()).isFalse();
    assertThat(member.conditions().serving()).isTrue();
    assertThat(pod("p", "u", "10.0.0.1").ready(false).read().endpoints().get(0).conditions())
        .satisfies(conditions -> assertThat(conditions.serving()).isFalse());
  }

  @Test
  void ep10_aPodWithAnIpv6AddressIsReached() {
    store.putPod(pod("p", "u", "fd00::1").port("redis", 6379).read());
    assertThat(upserted().endpoints().get(0).address()).hasToString("[fd00::1]:6379");
  }

  @Test
  void theLastStrayPodTakesItsServiceWithIt() {
    store.putPod(dragonfly(1).read());
    upserted();
    store.removePod(new ObjectKey("shop", "df-1"));
    assertThat(store.drain()).containsExactly(new Remove(new ServiceId("shop", "df")));
  }

  @Test
  void rf12_podsThatCannotBeReadInARelistStay() {
    store.putPod(dragonfly(1).read());
    store.putPod(dragonfly(2).read());
    store.drain();
    store.replacePods("", new Listing<>("9", List.of(), Set.of(new ObjectKey("shop", "df-2"))));
    assertThat(upserted().endpoints()).extracting(Endpoint::shard).containsExactly("df-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not-an-ip", "10.0.0.256", "\u0000", "fd00::zz"})
  void addressesThatAreNoneAreMalformed(String address) {
    assertThat(PodReader.read(pod("p", "u", address).json())).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void wrongShapesAreSurvived() {
    JsonObject json = pod("p", "u", "10.0.0.1").json();
    json.put("spec", new JsonArray());
    assertThat(PodReader.read(json)).isInstanceOf(Reading.Read.class);
    json.put("spec", new JsonObject().put("containers", new JsonArray().add("x").addNull()));
    assertThat(PodReader.read(json)).isInstanceOf(Reading.Read.class);
    json.put("status", "Running");
    assertThat(PodReader.read(json)).isInstanceOf(Reading.Foreign.class);
    assertThat(PodReader.read(new JsonObject())).isInstanceOf(Reading.Malformed.class);
  }

  private static PodJson dragonfly(int ordinal) {
    return pod("df-" + ordinal, "u" + ordinal, "10.0.0." + (ordinal + 1))
        .label("app.kubernetes.io/instance", "df")
        .label("app.kubernetes.io/name", "dragonfly")
        .port("redis", 6379)
        .port("admin", 9999);
  }

  private ServiceEndpoints upserted() {
    List<EndpointUpdate> updates = store.drain();
    assertThat(updates).singleElement().isInstanceOf(Upsert.class);
    return ((Upsert) updates.get(0)).service();
  }
}
