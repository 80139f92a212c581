package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.conditions;
import static io.redpoll.kubernetes.SliceJson.podEndpoint;
import static io.redpoll.kubernetes.SliceJson.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.kubernetes.Slice.Member;
import io.redpoll.kubernetes.Slice.RedisPort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SliceReaderTest {

  @Test
  void ep01_absentConditionsMeanReady() {
    JsonObject nulls = new JsonObject().putNull("ready").putNull("serving").putNull("terminating");
    Slice slice = slice("cache", "cache-a")
        .redis()
        .pod("redis-0", "u0", "10.0.0.1")
        .endpoint(podEndpoint("redis-1", "u1", "10.0.0.2").put("conditions", nulls))
        .read();
    assertThat(slice.endpoints())
        .extracting(Member::conditions)
        .containsExactly(EndpointConditions.READY, EndpointConditions.READY);
  }

  @Test
  void ep02_servingAndTerminatingAreCarriedApartFromReady() {
    Slice slice = slice("cache", "cache-a")
        .redis()
        .endpoint(podEndpoint("redis-0", "u0", "10.0.0.1")
            .put("conditions", conditions(true, false, false)))
        .read();
    assertThat(slice.endpoints().get(0).conditions())
        .isEqualTo(new EndpointConditions(true, false, false));
  }

  @Test
  void ep02_whereServingIsNotToldReadySaysIt() {
    Slice slice = slice("cache", "cache-a")
        .redis()
        .endpoint(podEndpoint("redis-0", "u0", "10.0.0.1")
            .put("conditions", new JsonObject().put("ready", false)))
        .read();
    assertThat(slice.endpoints().get(0).conditions().serving()).isFalse();
  }

  @Test
  void ep09_portsMayBeAbsentNullZeroOrWithoutNumber() {
    JsonObject json = slice("cache", "cache-a").pod("redis-0", "u0", "10.0.0.1").json();
    json.remove("ports");
    assertPortless(json);
    assertPortless(json.copy().putNull("ports"));
    assertPortless(json.copy().put("ports", new JsonArray().add(new JsonObject().put("port", 0))));
    assertPortless(json.copy()
        .put("ports", new JsonArray().add(new JsonObject().put("name", "redis").putNull("port"))));
  }

  @Test
  void ep11_onlyTheFirstAddressCountsAndFqdnSlicesDoNot() {
    JsonObject endpoint = podEndpoint("redis-0", "u0", "10.0.0.1");
    endpoint.getJsonArray("addresses").add("10.0.0.9");
    assertThat(slice("cache", "cache-a").redis().endpoint(endpoint).read().endpoints())
        .extracting(Member::address)
        .containsExactly("10.0.0.1");
    assertForeign(slice("cache", "cache-a").redis().json().put("addressType", "FQDN"));
  }

  @Test
  void ep12_noTargetOrOneThatIsNoPodIsAnEndpointWithoutPod() {
    JsonObject other = podEndpoint("x", "u9", "10.0.0.2");
    other.getJsonObject("targetRef").put("kind", "VirtualMachine");
    Slice slice = slice("cache", "cache-a")
        .redis()
        .endpoint(new JsonObject().put("addresses", new JsonArray().add("10.0.0.1")))
        .endpoint(other)
        .read();
    assertThat(slice.endpoints())
        .hasSize(2)
        .allSatisfy(member -> assertThat(member.podUid()).isEmpty());
  }

  @Test
  void ep13_nodeAndZoneMayBeUnknown() {
    JsonObject known =
        podEndpoint("redis-0", "u0", "10.0.0.1").put("nodeName", "n1").put("zone", "z1");
    JsonObject unknown = podEndpoint("redis-1", "u1", "10.0.0.2").putNull("nodeName");
    Slice slice =
        slice("cache", "cache-a").redis().endpoint(known).endpoint(unknown).read();
    assertThat(slice.endpoints()).extracting(Member::node).containsExactly("n1", "");
    assertThat(slice.endpoints()).extracting(Member::zone).containsExactly("z1", "");
  }

  @Test
  void ep14_hintsOfAnyShapeChangeNothing() {
    JsonObject plain = podEndpoint("redis-0", "u0", "10.0.0.1").put("zone", "z1");
    JsonObject zones =
        new JsonObject().put("forZones", new JsonArray().add(new JsonObject().put("name", "z9")));
    for (Object hints : new Object[] {zones, new JsonObject(), "z9", 1, new JsonArray()}) {
      Slice hinted = slice("cache", "cache-a")
          .redis()
          .endpoint(plain.copy().put("hints", hints))
          .read();
      assertThat(hinted)
          .isEqualTo(slice("cache", "cache-a").redis().endpoint(plain).read());
    }
  }

  @Test
  void aPodOfAnotherNamespaceIsNotSpokenFor() {
    JsonObject foreign = podEndpoint("redis-0", "u0", "10.0.0.1");
    foreign.getJsonObject("targetRef").put("namespace", "victim");
    assertThat(slice("cache", "cache-a").redis().endpoint(foreign).read().endpoints())
        .singleElement()
        .satisfies(member -> assertThat(member.podUid()).isEmpty())
        .satisfies(member -> assertThat(member.namespace()).isEqualTo("shop"));
  }

  @Test
  void oneUidForTwoPodsIsADuplicateAndSoIsATwin() {
    Slice slice = slice("cache", "cache-a")
        .redis()
        .pod("redis-0", "u0", "10.0.0.1")
        .pod("redis-1", "u0", "10.0.0.2")
        .pod("redis-2", "u2", "10.0.0.3")
        .read();
    assertThat(slice.endpoints()).extracting(Member::pod).containsExactly("redis-0", "redis-2");
    assertThat(slice.faults()).extracting(Fault::reason).containsExactly(Fault.Reason.DUPLICATE);
  }

  @Test
  void moreThanKubernetesAllowsIsCutOffAndCounted() {
    SliceJson many = slice("cache", "cache-a").redis();
    for (int i = 0; i < 1_010; i++) {
      many.pod("p" + i, "u" + i, "10.0." + i / 250 + "." + i % 250);
    }
    assertThat(many.read().endpoints()).hasSize(1_000);
    assertThat(many.read().faults()).extracting(Fault::reason).containsExactly(Fault.Reason.EXCESS);
    SliceJson wide = slice("cache", "cache-a");
    for (int i = 0; i < 200; i++) {
      wide.port("redis-" + i, 7_000 + i);
    }
    assertThat(wide.read().ports()).hasSize(100);
  }

  @Test
  void ep26_whatIsNarrowedIsNarrowedByLabelsOnly() {
    assertThat(
            ApiCollection.slices("", Optional.of("app=redis")).list("0", 0, "").uri())
        .doesNotContain("fieldSelector");
    assertThat(ApiCollection.pods("", "app=redis").list("0", 0, "").uri())
        .isEqualTo("/api/v1/pods?labelSelector=app%3Dredis&resourceVersion=0");
  }

  @Test
  void ep25_legacyEndpointsAreNeverAskedFor() {
    assertThat(ApiCollection.slices("shop", Optional.empty()).list("", 0, "").uri())
        .isEqualTo("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices");
  }

  @Test
  void ep15_theServiceIsInTheLabelNotInTheName() {
    assertThat(slice("orders", "cache-a").redis().read().service()).hasToString("shop/orders");
    JsonObject json = slice("cache", "cache-a").redis().json();
    json.getJsonObject("metadata").getJsonObject("labels").remove("kubernetes.io/service-name");
    assertForeign(json);
  }

  @Test
  void ep17_headlessSlicesCount() {
    Slice slice = slice("cache", "cache-a")
        .label("service.kubernetes.io/headless", "")
        .redis()
        .pod("redis-0", "u0", "10.0.0.1")
        .read();
    assertThat(slice.endpoints()).hasSize(1);
  }

  @Test
  void slicesWithoutRedisPortAreForeign() {
    assertForeign(
        slice("web", "web-a").port("http", 80).pod("web-0", "u0", "10.0.0.1").json());
  }

  @Test
  void discoverFalseMakesItForeign() {
    assertForeign(
        slice("cache", "cache-a").label("redpoll.io/discover", "false").redis().json());
  }

  @Test
  void anEndpointThatCannotBeReadIsSkippedAndTheRestGoesOn() {
    Slice slice = slice("cache", "cache-a")
        .redis()
        .pod("redis-0", "u0", "not-an-address")
        .pod("redis-1", "u1", "10.0.0.256")
        .pod("redis-2", "u2", "fd00::1")
        .pod("redis-3\n", "u3", "10.0.0.4")
        .endpoint(new JsonObject())
        .pod("redis-5", "u5", "10.0.0.6")
        .read();
    assertThat(slice.endpoints()).extracting(Member::pod).containsExactly("redis-5");
    assertThat(slice.faults())
        .hasSize(5)
        .anySatisfy(fault -> assertThat(fault.message()).contains("10.0.0.256", "IPv4"));
  }

  @Test
  void aPortOutOfRangeIsSkipped() {
    Slice slice = slice("cache", "cache-a").redis().port("redis-b", 70000).read();
    assertThat(slice.ports()).containsExactly(new RedisPort(6379, false, false));
    assertThat(slice.faults()).singleElement().asString().contains("70000", "1 to 65535");
  }

  @Test
  void udpIsNoRedis() {
    JsonObject json = slice("cache", "cache-a").redis().json();
    json.getJsonArray("ports").getJsonObject(0).put("protocol", "UDP");
    assertThat(((Reading.Read<Slice>) SliceReader.read(json)).object().ports()).isEmpty();
  }

  @Test
  void wrongShapesAreMalformedAndNamed() {
    assertMalformed(slice("cache", "cache-a").json().put("endpoints", "none"), "endpoints");
    assertMalformed(slice("cache", "cache-a").json().put("ports", new JsonObject()), "ports");
    assertMalformed(slice("cache", "cache-a").json().put("addressType", "IPX"), "IPX");
    assertMalformed(slice("ca che", "cache-a").redis().json(), "ca che");
    assertMalformed(new JsonObject(), "metadata");
    assertMalformed(new JsonObject().put("metadata", "no"), "metadata");
  }

  private static void assertPortless(JsonObject json) {
    Slice slice = ((Reading.Read<Slice>) SliceReader.read(json)).object();
    assertThat(slice.ports()).isEmpty();
    assertThat(slice.portless()).isTrue();
  }

  private static void assertForeign(JsonObject json) {
    assertThat(SliceReader.read(json)).isInstanceOf(Reading.Foreign.class);
  }

  private static void assertMalformed(JsonObject json, String what) {
    assertThat(SliceReader.read(json))
        .isInstanceOfSatisfying(
            Reading.Malformed.class, bad -> assertThat(bad.fault().toString()).contains(what));
  }
}
