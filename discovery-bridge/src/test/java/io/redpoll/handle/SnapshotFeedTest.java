package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import io.redpoll.registry.ServiceRecord;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotFeedTest {

  private static final ServiceId SERVICE = TestRegistry.SERVICE;

  private final TestRegistry registry = new TestRegistry();
  private final ConcurrentLinkedQueue<Sight> seen = new ConcurrentLinkedQueue<>();
  private final SnapshotFeed feed = new SnapshotFeed(
      ((VertxInternal) registry.vertx).createEventLoopContext(),
      registry.discovery,
      SERVICE,
      seen::add);

  @AfterEach
  void end() {
    await(feed.close());
    registry.close();
  }

  private static Snapshot snapshot(ServiceId service, long version) {
    return new Snapshot(
        service,
        ServiceSettings.DEFAULT,
        version,
        1,
        Topology.UNKNOWN,
        Optional.empty(),
        List.of(),
        List.of());
  }

  private void write(long version) {
    await(registry.discovery.update(ServiceRecord.of(snapshot(SERVICE, version))));
  }

  private void announce(Record record) {
    registry
        .vertx
        .eventBus()
        .publish(registry.discovery.options().getAnnounceAddress(), record.toJson());
  }

  private List<Long> versions() {
    return seen.stream()
        .map(sight -> sight.snapshot().map(Snapshot::version).orElse(-1L))
        .toList();
  }

  private void awaitVersion(long version) {
    registry.until(() -> versions().contains(version));
  }

  @Test
  void whatIsThereAtTheStartIsReadAndWhatIsAnnouncedIsHeard() {
    write(5);
    feed.start();
    awaitVersion(5);
    write(6);
    awaitVersion(6);
    assertThat(versions()).containsExactly(5L, 6L);
  }

  @Test
  void theHigherVersionWins() {
    feed.start();
    write(5);
    awaitVersion(5);
    announce(ServiceRecord.of(snapshot(SERVICE, 4)));
    announce(ServiceRecord.of(snapshot(SERVICE, 5)));
    announce(ServiceRecord.of(snapshot(new ServiceId("other", "redis"), 9)));
    write(7);
    awaitVersion(7);
    assertThat(versions()).containsExactly(5L, 7L);
  }

  @Test
  void aMalformedRecordChangesNothing() {
    feed.start();
    write(5);
    awaitVersion(5);
    Record malformed = ServiceRecord.of(snapshot(SERVICE, 6));
    malformed.setMetadata(new JsonObject().put("redpoll", new JsonObject().put("version", "x")));
    announce(malformed);
    announce(new Record(malformed.toJson().put("metadata", new JsonObject())));
    write(8);
    awaitVersion(8);
    assertThat(versions()).containsExactly(5L, 8L);
  }

  @Test
  void aServiceThatComesBackIsSeenWhateverItsVersion() {
    feed.start();
    write(5);
    awaitVersion(5);
    await(registry.discovery.unpublish(ServiceRecord.registration(SERVICE)));
    awaitVersion(-1);
    announce(ServiceRecord.of(snapshot(SERVICE, 9)));
    write(3);
    awaitVersion(3);
    assertThat(versions()).containsExactly(5L, -1L, 3L);
  }

  @Test
  void aRegistryThatHasLostTheRecordWithoutAWordChangesNothing() {
    feed.start();
    write(5);
    awaitVersion(5);
    await(registry
        .vertx
        .sharedData()
        .<String, String>getLocalAsyncMap("service.registry")
        .compose(records -> records.remove(ServiceRecord.registration(SERVICE))));
    await(feed.refresh());
    assertThat(versions()).containsExactly(5L);
  }

  @Test
  void whatWasAnnouncedToNobodyIsFoundByReadingAgain() {
    feed.start();
    write(5);
    awaitVersion(5);
    String record = ServiceRecord.of(snapshot(SERVICE, 6)).toJson().encode();
    await(registry
        .vertx
        .sharedData()
        .<String, String>getLocalAsyncMap("service.registry")
        .compose(records -> records.put(ServiceRecord.registration(SERVICE), record)));
    await(feed.refresh());
    assertThat(versions()).containsExactly(5L, 6L);
  }
}
