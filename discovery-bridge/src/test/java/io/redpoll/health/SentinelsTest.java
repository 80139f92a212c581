package io.redpoll.health;

import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.ServiceEndpoints;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentinelsTest {

  private static final Endpoint A = pod(0);
  private static final Endpoint B = pod(1);
  private static final ServiceEndpoints CACHE = cache(A, B);
  private static final HostAndPort ELSEWHERE = new HostAndPort("10.9.9.9", 6379);

  private int next;

  @Test
  void theMajorityNamesThePrimary() {
    Sentinels sentinels = of(names(A, 2, 0), names(B, 2, 1), names(B, 2, 1));
    assertThat(sentinels.primary(CACHE)).contains(B);
    assertThat(sentinels.watch(CACHE)).isTrue();
    assertThat(sentinels.causes(CACHE, B)).hasSize(2);
  }

  @Test
  void aMinorityCountsForNothingWhateverItsEpoch() {
    assertThat(of(names(A, 2, 9)).primary(CACHE)).isEmpty();
    assertThat(of(names(A, 2, 9), dead(names(B, 2, 1)), dead(names(B, 2, 1))).primary(CACHE))
        .isEmpty();
  }

  @Test
  void thoseThatAreDeadCountAmongAllThoughTheOneThatLivesKnowsOfNone() {
    assertThat(of(names(A, 0, 0), dead(names(B, 2, 1)), dead(names(B, 2, 1))).primary(CACHE))
        .isEmpty();
  }

  @Test
  void oneThatIsAloneIsTheMajority() {
    assertThat(of(names(A, 0, 0)).primary(CACHE)).contains(A);
  }

  @Test
  void halvesAreToldApartByTheEpoch() {
    assertThat(of(names(A, 1, 3), names(B, 1, 4)).primary(CACHE)).contains(B);
    assertThat(of(names(A, 1, 3), names(B, 1, 3)).primary(CACHE)).isEmpty();
    assertThat(of(names(A, 2, 3), names(B, 2, 4)).primary(CACHE))
        .as("two of three, that do not agree")
        .isEmpty();
  }

  @Test
  void aPrimaryThatIsGoneFromKubernetesIsNobody() {
    Monitored gone = watch("mymaster", ELSEWHERE, List.of(B.address()), 0, 2);
    Sentinels sentinels = of(view(gone), view(gone), view(gone));
    assertThat(sentinels.watch(CACHE)).isTrue();
    assertThat(sentinels.primary(CACHE)).isEmpty();
  }

  @Test
  void strangersThatUseTheSameNameConcernNobodyHere() {
    Monitored other = watch("mymaster", ELSEWHERE, List.of(), 5, 2);
    Sentinels strangers = of(view(other), view(other), view(other));
    assertThat(strangers.watch(CACHE)).isFalse();
    assertThat(strangers.primary(CACHE)).isEmpty();
    Sentinels mixed = of(view(other), view(other), view(other), names(A, 0, 0));
    assertThat(mixed.primary(CACHE)).contains(A);
  }

  @Test
  void twoSetsInOneServiceAreNoOnePrimary() {
    SentinelView both = view(
        watch("one", A.address(), List.of(), 0, 0), watch("two", B.address(), List.of(), 0, 0));
    assertThat(of(both).primary(CACHE)).isEmpty();
    assertThat(of(both).watch(CACHE)).isTrue();
    assertThat(of(both).watchAsOne(CACHE)).isFalse();
    assertThat(of(names(A, 0, 0)).watchAsOne(CACHE)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "cache-0.cache.shop.svc.cluster.local, 6379, true",
    "cache-0.cache.shop.svc, 6379, true",
    "cache-0.governing.shop, 6379, true",
    "cache-0.cache, 6379, true",
    "cache-0, 6379, true",
    "10.0.0.0, 6379, true",
    "cache-0.cache.shop.svc, 6380, false",
    "cache-0.cache.other.svc, 6379, false",
    "cache-01.cache.shop.svc, 6379, false",
    "cache.shop.svc, 6379, false",
    "10.0.0.0, 6380, false",
    "'', 6379, false",
    "., 6379, false"
  })
  void namesOfPodsAreAddressesToo(String host, int port, boolean same) {
    HostAndPort reported = new HostAndPort(host, port);
    assertThat(ReportedAddress.names(reported, "shop", A)).isEqualTo(same);
    SentinelView view = view(watch("mymaster", reported, List.of(), 0, 0));
    assertThat(of(view).primary(CACHE).isPresent()).isEqualTo(same);
  }

  @Test
  void aShortNameIsOneOfTheNamespaceOfWhoeverReportsIt() {
    HostAndPort reported = new HostAndPort("cache-0.cache", 6379);
    assertThat(ReportedAddress.names(reported, "other", A)).isFalse();
  }

  @Test
  void whatTwoViewsSeeDifferentlyIsDisputed() {
    assertThat(Sentinels.disputed(names(A, 2, 0), names(B, 2, 1), CACHE))
        .containsExactlyInAnyOrder(A, B);
    assertThat(Sentinels.disputed(names(A, 2, 0), names(A, 2, 0), CACHE)).isEmpty();
  }

  @Test
  void theNewestViewIsThatOfTheHighestEpoch() {
    assertThat(of(names(A, 2, 0), names(A, 2, 0), names(B, 2, 1)).newest(CACHE)).contains(B);
    assertThat(of(names(A, 2, 1), names(B, 2, 1)).newest(CACHE)).isEmpty();
    assertThat(of(names(A, 1, 0), dead(names(B, 1, 1))).newest(CACHE)).contains(A);
    assertThat(Sentinels.NONE.newest(CACHE)).isEmpty();
  }

  private static Sentinels of(SentinelView... views) {
    return new Sentinels(List.of(views));
  }

  private SentinelView names(Endpoint primary, int others, long epoch) {
    List<HostAndPort> replicas = Stream.of(A, B)
        .filter(endpoint -> !endpoint.equals(primary))
        .map(Endpoint::address)
        .toList();
    return view(watch("mymaster", primary.address(), replicas, epoch, others));
  }

  private static SentinelView dead(SentinelView view) {
    return new SentinelView(view.sentinel(), false, view.watches(), view.observer(), view.at());
  }

  private SentinelView view(Monitored... watches) {
    EndpointId id = EndpointId.ofPod("shop", "sentinel-" + next++, 26379);
    return new SentinelView(id, true, List.of(watches), "agent-1", NOON);
  }

  private static Monitored watch(
      String name, HostAndPort primary, List<HostAndPort> replicas, long epoch, int others) {
    return new Monitored(name, primary, replicas, 2, others, epoch, Set.of());
  }
}
