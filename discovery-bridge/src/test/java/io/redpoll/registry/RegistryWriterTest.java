package io.redpoll.registry;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.pod;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryWriterTest {

  private final Vertx vertx = Vertx.vertx();
  private final ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
  private final RegistryWriter writer = new RegistryWriter(vertx, discovery);
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<JsonObject> announced = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() throws Exception {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            discovery.options().getAnnounceAddress(), message -> announced.add(message.body()))
        .completion()
        .await(20, SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void br03_writingTwiceMakesOneRecordEach() throws Exception {
    write(snapshot(1, Status.UP, pod(0), pod(1)));
    announcements(3);
    write(snapshot(2, Status.DOWN, pod(0), pod(1)));
    announcements(3);
    assertThat(records()).hasSize(3);
    assertThat(view().snapshot(CACHE)).contains(snapshot(2, Status.DOWN, pod(0), pod(1)));
  }

  @Test
  void sc09_whatDidNotChangeIsNotWritten() throws Exception {
    write(snapshot(1, Status.UP, pod(0), pod(1)));
    announcements(3);
    write(snapshot(2, Status.UP, pod(0), pod(1), pod(2)));
    List<JsonObject> second = announcements(2);
    assertThat(second)
        .extracting(json -> json.getString("registration"))
        .containsExactlyInAnyOrder("redpoll/shop/cache", "redpoll/shop/cache/shop/uid-2/6379");
    assertThat(view().snapshot(CACHE).orElseThrow().version()).isEqualTo(2);
    assertThat(announced).isEmpty();
  }

  @Test
  void anEndpointThatLeftLosesItsRecord() throws Exception {
    write(snapshot(1, Status.UP, pod(0), pod(1)));
    announcements(3);
    write(snapshot(2, Status.UP, pod(0)));
    announcements(2);
    assertThat(records())
        .extracting(Record::getName)
        .containsExactlyInAnyOrder("shop/cache", "cache");
  }

  @Test
  void aRemovedServiceLeavesNothing() throws Exception {
    write(snapshot(1, Status.UP, pod(0)));
    announcements(2);
    on(() -> writer.remove(CACHE));
    announcements(2);
    assertThat(records()).isEmpty();
  }

  @Test
  void br05_theAnnouncementOfARemovalStillTellsTheService() throws Exception {
    write(snapshot(1, Status.UP, pod(0)));
    announcements(2);
    on(() -> writer.remove(CACHE));
    for (JsonObject announcement : announcements(2)) {
      assertThat(announcement.getString("status")).isEqualTo("DOWN");
      assertThat(ServiceRecord.service(new Record(announcement))).contains(CACHE);
    }
  }

  @Test
  void reconcileMendsWhatAnotherLost() throws Exception {
    write(snapshot(1, Status.UP, pod(0)));
    announcements(2);
    discovery.unpublish(EndpointRecord.registration(CACHE, pod(0).id())).await(20, SECONDS);
    announcements(1);
    Future.<RegistryView>future(
            done -> context.runOnContext(v -> writer.reconcile().onComplete(done)))
        .await(20, SECONDS);
    assertThat(announcements(1).get(0).getString("name")).isEqualTo("cache");
    assertThat(records()).hasSize(2);
  }

  @Test
  void reconcileLeavesWhatWasTakenOnUnchanged() throws Exception {
    write(snapshot(1, Status.UP, pod(0)));
    announcements(2);
    RegistryWriter successor = new RegistryWriter(vertx, discovery);
    RegistryView view = successor.read().await(20, SECONDS);
    on(() -> successor.adopt(CACHE, view));
    Future.<RegistryView>future(
            done -> context.runOnContext(v -> successor.reconcile().onComplete(done)))
        .await(20, SECONDS);
    on(() -> successor.write(snapshot(2, Status.UP, pod(0))));
    assertThat(announcements(1).get(0).getString("registration")).isEqualTo("redpoll/shop/cache");
    assertThat(records()).hasSize(2);
  }

  @Test
  void oneServiceIsReadWithoutTheOthers() throws Exception {
    Snapshot snapshot = snapshot(1, Status.UP, pod(0), pod(1));
    write(snapshot);
    announcements(3);
    RegistryView view = writer.read(CACHE).await(20, SECONDS);
    assertThat(view.snapshot(CACHE)).contains(snapshot);
    assertThat(view.records(CACHE)).hasSize(3);
    assertThat(writer.read(new ServiceId("shop", "nowhere")).await(20, SECONDS).services())
        .isEmpty();
  }

  @Test
  void anAdoptedServiceIsNotWrittenAnew() throws Exception {
    Snapshot snapshot = snapshot(1, Status.UP, pod(0));
    write(snapshot);
    announcements(2);
    RegistryWriter successor = new RegistryWriter(vertx, discovery);
    RegistryView view = successor.read().await(20, SECONDS);
    on(() -> {
      successor.adopt(CACHE, view);
      successor.write(snapshot);
      successor.write(snapshot.withVersion(2));
    });
    assertThat(announcements(1).get(0).getString("registration")).isEqualTo("redpoll/shop/cache");
    assertThat(view().snapshot(CACHE).orElseThrow().version()).isEqualTo(2);
    assertThat(announced).isEmpty();
  }

  private void write(Snapshot snapshot) throws Exception {
    on(() -> writer.write(snapshot));
  }

  private void on(Runnable action) throws Exception {
    context.runOnContext(v -> action.run());
  }

  private List<JsonObject> announcements(int count) throws Exception {
    JsonObject[] taken = new JsonObject[count];
    for (int i = 0; i < count; i++) {
      taken[i] = announced.poll(20, SECONDS);
      assertThat(taken[i]).as("announcement %d of %d", i + 1, count).isNotNull();
    }
    return Arrays.asList(taken);
  }

  private List<Record> records() throws Exception {
    return discovery.getRecords(record -> true, true).await(20, SECONDS);
  }

  private RegistryView view() throws Exception {
    return writer.read().await(20, SECONDS);
  }

  private static Snapshot snapshot(long version, Status status, Endpoint... endpoints) {
    List<EndpointState> states = Arrays.stream(endpoints)
        .map(endpoint -> new EndpointState(endpoint, status, Role.PRIMARY, false, ""))
        .toList();
    return new Snapshot(
        CACHE,
        ServiceSettings.DEFAULT,
        version,
        0,
        Topology.SHARDED,
        Optional.empty(),
        List.of(),
        states);
  }
}
