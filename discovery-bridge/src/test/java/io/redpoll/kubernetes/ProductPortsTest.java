package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.kubernetes.PortSelection.SlicePort;
import io.redpoll.kubernetes.Slice.RedisPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ports of the products as their charts and operators name them, in any combination, beside anything else. */
class ProductPortsTest {

  private static final long SEED = 20261123;
  private static final int ROUNDS = 500;

  private static final List<Port> STRANGERS = List.of(
      none("http", 80),
      none("https", 443),
      none("postgres", 5432),
      none("grpc", 9090),
      none("mqtt", 1883),
      none("amqp", 5672),
      none("", 8080));

  enum Is {
    DATA,
    SENTINEL,
    NOTHING
  }

  record Port(String name, int number, Is is) {}

  record Product(String name, Map<String, String> labels, List<Port> ports) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Product> products() {
    return Stream.of(
        product(
            "Bitnami redis",
            Map.of("app.kubernetes.io/name", "redis", "app.kubernetes.io/component", "node"),
            data("tcp-redis", 6379),
            sentinel("tcp-sentinel", 26379),
            none("http-metrics", 9121)),
        product(
            "Bitnami redis, containers",
            Map.of("app.kubernetes.io/name", "redis"),
            data("redis", 6379),
            sentinel("redis-sentinel", 26379),
            none("metrics", 9121)),
        product(
            "Bitnami valkey",
            Map.of("app.kubernetes.io/name", "valkey"),
            data("tcp-redis", 6379),
            data("tcp-valkey", 6380),
            none("http-metrics", 9121)),
        product(
            "Bitnami redis-cluster",
            Map.of("app.kubernetes.io/name", "redis-cluster"),
            data("tcp-redis", 6379),
            none("tcp-redis-bus", 16379)),
        product(
            "OT redis-operator",
            Map.of("redis_setup_type", "cluster", "role", "leader"),
            data("redis-client", 6379),
            sentinel("sentinel-client", 26379),
            none("redis-bus", 16379),
            none("redis-exporter", 9121)),
        product(
            "Spotahome",
            Map.of("app.kubernetes.io/part-of", "redis-failover"),
            data("redis", 6379),
            sentinel("sentinel", 26379),
            none("http-metrics", 9121)),
        product(
            "Dragonfly operator",
            Map.of("app.kubernetes.io/name", "dragonfly", "app", "df"),
            data("redis", 6379),
            none("admin", 9999)),
        product("valkey-helm", Map.of("app.kubernetes.io/name", "valkey"), data("tcp", 6379)),
        product(
            "valkey-operator",
            Map.of("app.kubernetes.io/name", "valkey", "valkey.io/cluster", "c"),
            data("valkey", 6379),
            none("cluster-bus", 16379)),
        product(
            "CloudPirates",
            Map.of("app.kubernetes.io/name", "redis"),
            data("redis", 6379),
            data("tcp-redis", 6380),
            sentinel("sentinel", 26379),
            none("haproxy", 6390)),
        product(
            "DandyDeveloper redis-ha",
            Map.of("app", "redis-ha", "release", "r"),
            data("tcp-server", 6379),
            data("server-tls", 6385),
            sentinel("tcp-sentinel", 26379),
            none("http-exporter-port", 9121)),
        product(
            "DandyDeveloper haproxy",
            Map.of("app", "redis-ha-haproxy"),
            none("tcp-haproxy", 6379),
            none("http-exporter-port", 9101)),
        product(
            "Redis Enterprise",
            Map.of("app", "redis-enterprise", "redis.io/cluster", "rec"),
            data("redis", 12084)));
  }

  @ParameterizedTest
  @MethodSource("products")
  void rd02_anyMixOfAProductsPortsIsToldApart(Product product) {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      List<Port> ports = new ArrayList<>();
      product.ports().stream().filter(port -> random.nextBoolean()).forEach(ports::add);
      STRANGERS.stream().filter(port -> random.nextInt(4) == 0).forEach(ports::add);
      Collections.shuffle(ports, random);
      assertThat(selected(product, ports))
          .as("seed %d, round %d: %s", SEED, round, ports)
          .isEqualTo(expected(ports));
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void rd01_noLabelSelectorAndNoSettingIsNeeded(Product product) {
    // Without the labels of the chart the names and numbers still do, but for vague names at odd
    // numbers.
    for (Port port : product.ports()) {
      boolean vague = port.name().equals("server-tls");
      Product bare = new Product(product.name(), Map.of(), product.ports());
      if (!vague) {
        assertThat(selected(bare, List.of(port))).isEqualTo(expected(List.of(port)));
      }
    }
  }

  private static List<String> selected(Product product, List<Port> ports) {
    List<SlicePort> slicePorts = ports.stream()
        .map(port -> new SlicePort(port.name(), "", port.number()))
        .toList();
    return PortSelection.of(slicePorts, ServiceLabels.of(product.labels())).ports().stream()
        .map(ProductPortsTest::text)
        .sorted()
        .toList();
  }

  private static List<String> expected(List<Port> ports) {
    return ports.stream()
        .filter(port -> port.is() != Is.NOTHING)
        .map(port -> port.number() + " " + (port.is() == Is.SENTINEL))
        .sorted()
        .toList();
  }

  private static String text(RedisPort port) {
    return port.number() + " " + port.sentinel();
  }

  private static Product product(String name, Map<String, String> labels, Port... ports) {
    return new Product(name, labels, List.of(ports));
  }

  private static Port data(String name, int number) {
    return new Port(name, number, Is.DATA);
  }

  private static Port sentinel(String name, int number) {
    return new Port(name, number, Is.SENTINEL);
  }

  private static Port none(String name, int number) {
    return new Port(name, number, Is.NOTHING);
  }
}
