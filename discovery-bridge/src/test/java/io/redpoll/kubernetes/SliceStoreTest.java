package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.conditions;
import static io.redpoll.kubernetes.SliceJson.podEndpoint;
import static io.redpoll.kubernetes.SliceJson.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.EndpointUpdate.Remove;
import io.redpoll.endpoint.EndpointUpdate.Upsert;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Topology;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SliceStoreTest {

  private static final ServiceId CACHE = new ServiceId("shop", "cache");

  private final SliceStore store = new SliceStore(true);

  @Test
  void resetTellsEveryServiceOnce() {
    list(
        redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1"),
        slice("orders", "orders-a").redis());
    assertThat(store.reset().services())
        .extracting(ServiceEndpoints::service)
        .containsExactly(CACHE, new ServiceId("shop", "orders"));
    assertThat(store.drain()).isEmpty();
  }

  @Test
  void ep03_notReadyPodsStay() {
    JsonObject unready =
        podEndpoint("redis-0", "u0", "10.0.0.1").put("conditions", conditions(false, false, false));
    store.put(redis("cache-a", 1).endpoint(unready).read());
    assertThat(upserted().endpoints())
        .singleElement()
        .satisfies(endpoint -> assertThat(endpoint.conditions().ready()).isFalse());
  }

  @Test
  void ep04_terminatingIsCarried() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    JsonObject leaving =
        podEndpoint("redis-0", "u0", "10.0.0.1").put("conditions", conditions(false, true, true));
    store.put(redis("cache-a", 2).endpoint(leaving).read());
    assertThat(upserted().endpoints().get(0).conditions().terminating()).isTrue();
  }

  @Test
  void ep06_anEndpointInTwoSlicesIsOneAndLeavesWithTheLast() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    store.put(redis("cache-b", 2).pod("redis-0", "u0", "10.0.0.1").read());
    assertThat(store.drain()).isEmpty();
    store.remove(new ObjectKey("shop", "cache-a"));
    assertThat(store.drain()).isEmpty();
    store.remove(new ObjectKey("shop", "cache-b"));
    assertThat(store.drain()).containsExactly(new Remove(CACHE));
  }

  @Test
  void ep06_theNonTerminatingIsBelievedThenTheNewer() {
    JsonObject leaving =
        podEndpoint("redis-0", "u0", "10.0.0.1").put("conditions", conditions(false, true, true));
    store.put(redis("cache-a", 10).endpoint(leaving).read());
    store.put(redis("cache-b", 9).pod("redis-0", "u0", "10.0.0.1").read());
    assertThat(upserted().endpoints().get(0).conditions().terminating()).isFalse();

    JsonObject onOther = podEndpoint("redis-0", "u0", "10.0.0.1").put("nodeName", "newer");
    store.put(redis("cache-a", 11).endpoint(onOther).read());
    assertThat(upserted().endpoints().get(0).node()).isEqualTo("newer");
  }

  @Test
  void ep07_anAddressThatANewPodGotIsAnotherEndpoint() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    Endpoint old = upserted().endpoints().get(0);
    store.put(redis("cache-a", 2).pod("redis-0", "u1", "10.0.0.1").read());
    Endpoint replacement = upserted().endpoints().get(0);
    assertThat(replacement.id()).isNotEqualTo(old.id());
    assertThat(replacement.shard()).isEqualTo(old.shard()).isEqualTo("redis-0");
  }

  @Test
  void ep08_eachSliceHasItsOwnPorts() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    store.put(slice("cache", "cache-b")
        .port("redis", 6390)
        .pod("redis-1", "u1", "10.0.0.2")
        .read());
    assertThat(upserted().endpoints())
        .extracting(endpoint -> endpoint.address().toString())
        .containsExactly("10.0.0.1:6379", "10.0.0.2:6390");
  }

  @Test
  void ep10_aPodWithTwoAddressesIsOneEndpointAndKeepsItsAddress() {
    SliceJson v6 = redis("cache-v6", 1).ipv6().pod("redis-0", "u0", "fd00::1");
    store.put(v6.read());
    assertThat(upserted().endpoints().get(0).address()).hasToString("[fd00::1]:6379");
    store.put(redis("cache-v4", 2).pod("redis-0", "u0", "10.0.0.1").read());
    assertThat(upserted().endpoints())
        .singleElement()
        .satisfies(endpoint -> assertThat(endpoint.address()).hasToString("10.0.0.1:6379"));
    store.put(v6.version(3).read());
    assertThat(store.drain()).isEmpty();
  }

  @Test
  void ep12_anEndpointWithoutPodIsKnownByItsAddress() {
    JsonObject external = new JsonObject().put("addresses", new JsonArray().add("10.9.0.1"));
    store.put(redis("cache-a", 1).endpoint(external).read());
    assertThat(upserted().endpoints()).singleElement().satisfies(endpoint -> {
      assertThat(endpoint.id()).hasToString("shop/cache/10.9.0.1/6379");
      assertThat(endpoint.shard()).isEqualTo("10.9.0.1:6379");
      assertThat(endpoint.pod()).isEmpty();
    });
  }

  @Test
  void ep16_aChangedServiceLabelArrivesAsAChangedSlice() {
    store.put(redis("cache-a", 1).read());
    store.drain();
    store.put(redis("cache-a", 2).label("redpoll.io/topology", "sharded").read());
    assertThat(upserted().settings().topology().label()).isEqualTo("sharded");
  }

  @Test
  void ep18_aChangeTouchesOnlyItsService() {
    for (int i = 0; i < 1000; i++) {
      store.put(
          slice("s" + i, "s" + i).redis().pod("redis-" + i, "u" + i, "10.0.0.1").read());
    }
    assertThat(store.drain()).hasSize(1000);
    store.put(
        slice("s7", "s7").version(2).redis().pod("redis-7", "v7", "10.0.0.2").read());
    assertThat(store.drain()).hasSize(1);
  }

  @Test
  void ep18_manyChangesAreToldInPartsAndNoneTwice() {
    for (int i = 0; i < 100; i++) {
      SliceJson slice = slice("s" + i, "s" + i).version(1).redis();
      for (int pod = 0; pod < 50; pod++) {
        slice.pod("p" + pod, "u" + i + "-" + pod, "10.0." + i + "." + pod);
      }
      store.put(slice.read());
    }
    int told = 0;
    int parts = 0;
    while (store.hasChanges()) {
      List<EndpointUpdate> part = store.drain(1_000);
      assertThat(part).hasSizeLessThanOrEqualTo(20);
      told += part.size();
      parts++;
    }
    assertThat(told).isEqualTo(100);
    assertThat(parts).isEqualTo(5);
  }

  @Test
  void rd18_aReplacedPodComesInOneUpdateUnderTheSameShard() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    Endpoint before = upserted().endpoints().get(0);
    store.put(redis("cache-a", 2).pod("redis-0", "u1", "10.0.0.9").read());
    Endpoint after = upserted().endpoints().get(0);
    assertThat(after.shard()).isEqualTo(before.shard());
    assertThat(after.id()).isNotEqualTo(before.id());
  }

  @Test
  void rd08_aProxyIsTakenWhereItsOwnerSaysSo() {
    SliceJson haproxy = slice("cache", "cache-a").version(1).port("tcp-haproxy", 6379);
    assertThat(SliceReader.read(haproxy.json())).isInstanceOf(Reading.Foreign.class);
    store.put(haproxy
        .label("redpoll.io/port", "tcp-haproxy")
        .label("redpoll.io/topology", "proxied")
        .pod("proxy-0", "u0", "10.0.0.1")
        .read());
    ServiceEndpoints service = upserted();
    assertThat(service.settings().topology()).isEqualTo(Topology.PROXIED);
    assertThat(service.endpoints()).hasSize(1);
  }

  @Test
  void rd03_aPodInManyServicesHasOneIdentity() {
    for (String service : List.of("cr", "cr-headless", "cr-additional", "cr-master")) {
      store.put(slice(service, service).redis().pod("redis-0", "u0", "10.0.0.1").read());
    }
    assertThat(store.reset().services())
        .hasSize(4)
        .flatExtracting(ServiceEndpoints::endpoints)
        .extracting(Endpoint::id)
        .containsOnly(EndpointId.ofPod("shop", "u0", 6379));
  }

  @Test
  void ep23_whatKubernetesSaysLateDoesNotMatterHere() {
    JsonObject lost =
        podEndpoint("redis-0", "u0", "10.0.0.1").put("conditions", conditions(false, false, false));
    store.put(redis("cache-a", 1).endpoint(lost).read());
    // It stays an endpoint, so that its check, which knew first, goes on.
    assertThat(upserted().endpoints()).hasSize(1);
  }

  @Test
  void ep19_whatIsUndoneBeforeItIsToldIsNotTold() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    store.remove(new ObjectKey("shop", "cache-a"));
    store.put(redis("cache-x", 5).pod("redis-0", "u0", "10.0.0.1").read());
    assertThat(store.drain()).isEmpty();
  }

  @Test
  void ep20_scaledToZeroKeepsTheServiceAndDeletedRemovesIt() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    // The placeholder that Kubernetes makes of the last slice has no ports.
    store.put(slice("cache", "cache-a").version(2).read());
    assertThat(upserted().endpoints()).isEmpty();
    store.remove(new ObjectKey("shop", "cache-a"));
    assertThat(store.drain()).containsExactly(new Remove(CACHE));
  }

  @Test
  void aSliceWithoutPortsMakesNoServiceKnown() {
    store.put(slice("web", "web-a").read());
    assertThat(store.drain()).isEmpty();
  }

  @Test
  void aServiceThatIsRedisNoMoreIsRemoved() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    store.remove(new ObjectKey("shop", "cache-a"));
    assertThat(store.drain()).containsExactly(new Remove(CACHE));
  }

  @Test
  void rd16_twoPortsOfOnePodAreTwoEndpointsWithTwoShards() {
    store.put(slice("cache", "cache-a")
        .port("redis-b", 6380)
        .redis()
        .port("sentinel", 5000)
        .pod("redis-0", "u0", "192.0.2.1")
        .read());
    assertThat(upserted().endpoints())
        .extracting(Endpoint::shard)
        .containsExactlyInAnyOrder("redis-0", "redis-0:6380", "redis-0:5000");
  }

  @Test
  void rd16_instancesOnOneHostAddressAreToldApart() {
    store.put(redis("cache-a", 1).pod("redis-0", "u0", "192.0.2.1").read());
    store.put(slice("cache", "cache-b")
        .port("redis", 6380)
        .pod("redis-1", "u1", "192.0.2.1")
        .read());
    assertThat(upserted().endpoints())
        .extracting(Endpoint::shard)
        .containsExactly("redis-0", "redis-1");
  }

  @Test
  void allDataPortsSayingTlsMeansTls() {
    store.put(slice("cache", "cache-a")
        .port("redis-tls", 6380)
        .port("sentinel", 26379)
        .read());
    assertThat(upserted().settings().tls()).isTrue();
    store.put(slice("cache", "cache-a")
        .version(2)
        .port("redis-tls", 6380)
        .label("redpoll.io/tls", "false")
        .read());
    assertThat(upserted().settings().tls()).isFalse();
  }

  @Test
  void rf07_relistRemovesTheVanishedAndTellsNothingOfTheSame() {
    list(
        redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1"),
        slice("orders", "orders-a").redis());
    store.reset();
    list(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1"));
    assertThat(store.drain()).containsExactly(new Remove(new ServiceId("shop", "orders")));
    list(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1"));
    assertThat(store.drain()).isEmpty();
  }

  @Test
  void rf07_anObjectMadeAnewUnderItsNameIsTakenWhateverItsVersion() {
    store.put(redis("cache-a", 9).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    store.put(
        redis("cache-a", 3).uid("another").pod("redis-0", "u1", "10.0.0.2").read());
    assertThat(upserted().endpoints())
        .extracting(Endpoint::id)
        .asString()
        .contains("u1")
        .doesNotContain("u0");
  }

  @Test
  void rf12_whatCannotBeReadInARelistStays() {
    list(redis("cache-a", 1).pod("redis-0", "u0", "10.0.0.1"));
    store.reset();
    store.replace("", new Listing<>("2", List.of(), Set.of(new ObjectKey("shop", "cache-a"))));
    assertThat(store.drain()).isEmpty();
  }

  @Test
  void aRelistOfOneNamespaceLeavesTheOthersAlone() {
    list(redis("cache-a", 1), slice("cache", "cache-a").namespace("other").redis());
    store.reset();
    store.replace("other", new Listing<>("2", List.of(), Set.of()));
    assertThat(store.drain()).containsExactly(new Remove(new ServiceId("other", "cache")));
  }

  @Test
  void rf24_theSameOrAnOlderVersionIsNoNews() {
    store.put(redis("cache-a", 10).pod("redis-0", "u0", "10.0.0.1").read());
    store.drain();
    store.put(redis("cache-a", 10).read());
    store.put(redis("cache-a", 9).read());
    assertThat(store.drain()).isEmpty();
    store.put(redis("cache-a", 11).read());
    assertThat(upserted().endpoints()).isEmpty();
  }

  @Test
  void updatesAddUpToTheWholeTruth() {
    Random random = new Random(20261122);
    Map<ServiceId, ServiceEndpoints> heard = new TreeMap<>();
    TreeMap<ObjectKey, Slice> truth =
        new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
    for (int version = 1; version < 2000; version++) {
      String name = "slice-" + random.nextInt(12);
      ObjectKey key = new ObjectKey("shop", name);
      if (random.nextInt(4) == 0) {
        store.remove(key);
        truth.remove(key);
      } else {
        Slice slice = randomSlice(random, name, version);
        store.put(slice);
        truth.put(key, slice);
      }
      if (random.nextInt(3) == 0) {
        store.drain().forEach(update -> update.applyTo(into(heard)));
        assertThat(heard).isEqualTo(merged(truth.values().stream().toList()));
      }
    }
  }

  private static Slice randomSlice(Random random, String name, int version) {
    SliceJson slice =
        slice("service-" + random.nextInt(4), name).version(version).redis();
    for (int pod = 0; pod < 4; pod++) {
      if (random.nextBoolean()) {
        slice.pod("redis-" + pod, "u" + pod + random.nextInt(2), "10.0.0." + random.nextInt(3));
      }
    }
    return slice.read();
  }

  private static Map<ServiceId, ServiceEndpoints> merged(List<Slice> slices) {
    Map<ServiceId, ServiceEndpoints> services = new TreeMap<>();
    for (Slice slice : slices) {
      List<Slice> ofService =
          slices.stream().filter(one -> one.service().equals(slice.service())).toList();
      services.put(
          slice.service(),
          new ServiceMerge(slice.service(), uid -> Optional.empty()).merge(ofService, List.of()));
    }
    return services;
  }

  private static EndpointUpdate.Target into(Map<ServiceId, ServiceEndpoints> heard) {
    return new EndpointUpdate.Target() {
      @Override
      public void reset(List<ServiceEndpoints> services) {
        heard.clear();
        services.forEach(this::upsert);
      }

      @Override
      public void upsert(ServiceEndpoints service) {
        assertThat(heard.put(service.service(), service)).isNotEqualTo(service);
      }

      @Override
      public void remove(ServiceId service) {
        assertThat(heard.remove(service)).isNotNull();
      }
    };
  }

  private void list(SliceJson... slices) {
    List<Slice> read = new ArrayList<>();
    Arrays.stream(slices).map(SliceJson::read).forEach(read::add);
    store.replace("", new Listing<>("1", read, Set.of()));
  }

  private ServiceEndpoints upserted() {
    List<EndpointUpdate> updates = store.drain();
    assertThat(updates).singleElement().isInstanceOf(Upsert.class);
    return ((Upsert) updates.get(0)).service();
  }

  private static SliceJson redis(String name, long version) {
    return slice("cache", name).version(version).redis();
  }
}
