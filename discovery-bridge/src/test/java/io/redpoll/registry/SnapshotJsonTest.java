package io.redpoll.registry;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.RedisOptions;
import io.vertx.servicediscovery.Record;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotJsonTest {

  private final EndpointState up = new EndpointState(pod(0), Status.UP, Role.PRIMARY, false, "");
  private final EndpointState down =
      new EndpointState(pod(1), Status.DOWN, Role.REPLICA, false, "connection refused");
  private final EndpointState draining =
      new EndpointState(pod(2), Status.DRAINING, Role.REPLICA, false, "its pod is terminating");
  private final Snapshot snapshot = new Snapshot(
      CACHE,
      new ServiceSettings(Topology.REPLICATED, Mode.CACHE, true, "shop"),
      1_700_000_000_001L,
      3,
      Topology.REPLICATED,
      Optional.of(pod(0).id()),
      List.of("cache-0", "cache-1"),
      Map.of("cache-0", List.of("cache-1", "cache-2"), "cache-1", List.of("cache-2")),
      Map.of("cache-0", "run-1"),
      List.of(up, down, draining));

  @Test
  void aSnapshotIsReadBackFromText() {
    String text = SnapshotJson.encode(snapshot).encode();
    assertThat(SnapshotJson.decode(new JsonObject(text))).isEqualTo(snapshot);
  }

  @Test
  void whatANewerAgentAddsIsLeftOut() {
    JsonObject json = SnapshotJson.encode(snapshot).put("novelty", 1).put("topology", "torus");
    assertThat(SnapshotJson.decode(json).topology()).isEqualTo(Topology.UNKNOWN);
  }

  @Test
  void whatIsMissingOrOfTheWrongTypeIsOneClearError() {
    JsonObject whole = SnapshotJson.encode(snapshot);
    for (String field : List.of("service", "settings", "version", "epoch", "ring", "endpoints")) {
      JsonObject lacking = whole.copy();
      lacking.remove(field);
      JsonObject wrong = whole.copy().put(field, new JsonArray().add(true));
      for (JsonObject bad : List.of(lacking, wrong)) {
        assertThatThrownBy(() -> SnapshotJson.decode(bad))
            .as(field)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected");
      }
    }
  }

  @Test
  void aServiceRecordCarriesTheWholeSnapshot() {
    Record record = new Record(ServiceRecord.of(snapshot).toJson());
    assertThat(record.getRegistration()).isEqualTo("redpoll/shop/cache");
    assertThat(record.getName()).isEqualTo("shop/cache");
    assertThat(ServiceRecord.snapshot(record)).isEqualTo(snapshot);
    assertThat(ServiceRecord.service(record)).contains(CACHE);
  }

  @Test
  void br01_theStockOptionsFindTheAddressInAnEndpointRecord() {
    Record record = EndpointRecord.of(snapshot, up);
    RedisOptions options =
        new RedisOptions(record.getMetadata().copy().mergeIn(record.getLocation()));
    assertThat(options.getEndpoints()).containsExactly("rediss://10.0.0.0:6379");
    assertThat(record.getName()).isEqualTo("cache");
    assertThat(record.getType()).isEqualTo("redis");
    assertThat(record.getRegistration()).isEqualTo("redpoll/shop/cache/shop/uid-0/6379");
  }

  @Test
  void br02_nothingOfOursIsAtTopLevelButDottedKeys() {
    JsonObject metadata = EndpointRecord.of(snapshot, up).getMetadata();
    assertThat(metadata.fieldNames())
        .allMatch(name -> name.equals("redpoll") || name.contains("."));
    assertThat(metadata.getString("redpoll.role")).isEqualTo("primary");
  }

  @Test
  void anEndpointRecordIsUpOnlyWhenUsable() {
    assertThat(EndpointRecord.of(snapshot, up).getStatus())
        .isEqualTo(io.vertx.servicediscovery.Status.UP);
    assertThat(EndpointRecord.of(snapshot, down).getStatus())
        .isEqualTo(io.vertx.servicediscovery.Status.DOWN);
    assertThat(EndpointRecord.of(snapshot, draining).getStatus())
        .isEqualTo(io.vertx.servicediscovery.Status.OUT_OF_SERVICE);
  }
}
