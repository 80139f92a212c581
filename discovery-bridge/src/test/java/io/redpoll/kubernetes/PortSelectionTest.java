package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.kubernetes.PortSelection.SlicePort;
import io.redpoll.kubernetes.Slice.RedisPort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortSelectionTest {

  @ParameterizedTest
  @CsvSource({
    "redis, 6379",
    "tcp-redis, 6380",
    "redis-client, 7000",
    "valkey, 6379",
    "tcp-valkey, 6400",
    "tls-redis, 6380",
    "redis, 12084",
    "rediss, 6390",
    "tcp, 6379",
    "tcp-server, 6379",
    "server, 6379",
    "'', 6379",
    "whatever, 6379",
    "Redis, 7001",
    "redis-cache, 6381"
  })
  void rd02_dataPortsByNameOrNumber(String name, int number) {
    assertThat(select(Map.of(), port(name, number)).ports())
        .singleElement()
        .satisfies(port -> assertThat(port.number()).isEqualTo(number))
        .satisfies(port -> assertThat(port.sentinel()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "http-metrics, 9121",
    "redis-exporter, 9121",
    "redis, 9121",
    "redis-bus, 16379",
    "tcp-redis-bus, 16379",
    "cluster-bus, 16379",
    "admin, 9999",
    "redis-admin, 9999",
    "tcp-haproxy, 6379",
    "http-exporter-port, 9121",
    "metrics, 6379",
    "redis-metrics, 9200",
    "gossip, 8001",
    "health, 8888",
    "redis-commander, 8081",
    "http, 80",
    "postgres, 5432",
    "client, 2379",
    "tcp, 5432",
    "server, 8500",
    "sentinel-metrics, 9355",
    "'', 0"
  })
  void rd02_excludedAndForeignPorts(String name, int number) {
    assertThat(select(Map.of(), port(name, number)).ports()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sentinel, 26379",
    "tcp-sentinel, 26379",
    "redis-sentinel, 26380",
    "'', 26379",
    "sentinel-client, 26379"
  })
  void rd02_sentinelPorts(String name, int number) {
    assertThat(select(Map.of(), port(name, number)).ports())
        .containsExactly(new RedisPort(number, true, false));
  }

  @Test
  void rd02_appProtocolCounts() {
    assertThat(select(Map.of(), new SlicePort("cache", "kubernetes.io/redis", 7000))
            .ports())
        .hasSize(1);
    assertThat(select(Map.of(), new SlicePort("cache", "redis", 7000)).ports()).hasSize(1);
    assertThat(select(Map.of(), new SlicePort("", "http", 6379)).ports()).isEmpty();
  }

  @Test
  void rd02_vagueNamesCountWhereTheLabelsSayRedis() {
    Map<String, String> chart = Map.of("app", "redis-ha");
    assertThat(select(chart, port("tcp-server", 6400), port("http-exporter-port", 9121))
            .ports())
        .extracting(RedisPort::number)
        .containsExactly(6400);
  }

  @Test
  void rd16_severalInstancesOnOneHostAreToldApartByTheirPorts() {
    assertThat(select(Map.of(), port("redis-b", 6380), port("redis-a", 6379)).ports())
        .extracting(RedisPort::number)
        .containsExactly(6379, 6380);
  }

  @Test
  void tlsIsReadOffTheName() {
    assertThat(select(Map.of(), port("redis-tls", 6380)).ports())
        .containsExactly(new RedisPort(6380, false, true));
  }

  @Test
  void theNamedPortWinsOverAllRules() {
    Map<String, String> labels = Map.of("redpoll.io/port", "cache");
    assertThat(select(labels, port("redis", 6379), port("cache", 7000), port("sentinel", 26379))
            .ports())
        .extracting(RedisPort::number)
        .containsExactly(7000, 26379);
    assertThat(select(Map.of("redpoll.io/port", "7000"), port("", 7000)).ports())
        .hasSize(1);
  }

  @Test
  void aNameThatNoPortHasIsReportedAndIgnored() {
    PortSelection selection =
        select(Map.of("redpoll.io/port", "chache"), port("cache", 7000), port("redis", 6379));
    assertThat(selection.ports()).extracting(RedisPort::number).containsExactly(6379);
    assertThat(selection.problem())
        .contains("redpoll.io/port")
        .contains("chache")
        .contains("cache, redis");
  }

  @Test
  void discoverTakesTheOnlyPortThatThereIs() {
    Map<String, String> stated = Map.of("redpoll.io/discover", "true");
    assertThat(select(stated, port("data", 7000), port("metrics", 9121)).ports())
        .extracting(RedisPort::number)
        .containsExactly(7000);
  }

  @Test
  void discoverWithSeveralPortsAsksWhich() {
    PortSelection selection =
        select(Map.of("redpoll.io/discover", "true"), port("a", 7000), port("b", 7001));
    assertThat(selection.ports()).isEmpty();
    assertThat(selection.problem()).contains("redpoll.io/port").contains("a, b");
  }

  @Test
  void ep09_discoverWithoutAnyPortMeansTheUsualOne() {
    assertThat(select(Map.of("redpoll.io/discover", "true")).ports())
        .extracting(RedisPort::number)
        .containsExactly(6379);
    assertThat(select(Map.of()).ports()).isEmpty();
  }

  private static PortSelection select(Map<String, String> labels, SlicePort... ports) {
    return PortSelection.of(List.of(ports), ServiceLabels.of(labels));
  }

  private static SlicePort port(String name, int number) {
    return new SlicePort(name, "", number);
  }
}
