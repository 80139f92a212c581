package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T10:00:00.5Z"));

  private final ObjectStore store = new ObjectStore(CLOCK, 1000);

  @Test
  void aNewObjectGetsAUidAVersionAndATime() {
    JsonObject metadata = apply("a").getJsonObject("metadata");
    assertThat(metadata.getString("uid")).isNotEmpty();
    assertThat(metadata.getString("resourceVersion")).isEqualTo("2");
    assertThat(metadata.getString("creationTimestamp")).isEqualTo("2026-11-23T10:00:00Z");
  }

  @Test
  void aReplacedObjectKeepsItsUid() {
    String uid = apply("a").getJsonObject("metadata").getString("uid");
    JsonObject next = stored(Objects.slice("a").put("addressType", "IPv6"));
    assertThat(next.getJsonObject("metadata").getString("uid")).isEqualTo(uid);
    assertThat(next.getJsonObject("metadata").getString("resourceVersion")).isEqualTo("3");
  }

  @Test
  void theSameContentAgainChangesNothing() {
    apply("a");
    assertThat(store.apply(key("a"), Objects.slice("a"))).isEmpty();
    assertThat(store.resourceVersion()).isEqualTo(2);
  }

  @Test
  void whoeverGaveAnObjectCannotChangeItAnyMore() {
    JsonObject given = Objects.slice("a");
    store.apply(key("a"), given);
    given.put("addressType", "IPv6");
    assertThat(store.find(key("a")).orElseThrow().json().getString("addressType"))
        .isEqualTo("IPv4");
  }

  @Test
  void deletingWhatIsNotThereChangesNothing() {
    assertThat(store.delete(key("a"))).isEmpty();
    assertThat(store.resourceVersion()).isEqualTo(1);
  }

  @Test
  void historyIsBoundedAndForgetsTheOldest() {
    ObjectStore small = new ObjectStore(CLOCK, 2);
    for (String name : new String[] {"a", "b", "c"}) {
      small.apply(key(name), Objects.slice(name));
    }
    assertThat(small.compactedAt()).isEqualTo(2);
    assertThat(small.changesAfter(2)).hasSize(2);
  }

  @Test
  void everyVersionSinceTheLastCompactionCanBeSeenAgain() {
    Map<Long, Set<ObjectKey>> seen = new HashMap<>();
    Random random = new Random(7);
    for (int step = 0; step < 500; step++) {
      String name = "s" + random.nextInt(20);
      if (random.nextBoolean()) {
        store.apply(key(name), Objects.slice(name).put("step", step));
      } else {
        store.delete(key(name));
      }
      seen.put(store.resourceVersion(), Set.copyOf(store.objects().keySet()));
    }
    seen.forEach((version, keys) ->
        assertThat(store.objectsAt(version).keySet()).as("at " + version).isEqualTo(keys));
  }

  private JsonObject apply(String name) {
    return stored(Objects.slice(name));
  }

  private JsonObject stored(JsonObject slice) {
    store.apply(key(slice.getJsonObject("metadata").getString("name")), slice);
    return store
        .find(key(slice.getJsonObject("metadata").getString("name")))
        .orElseThrow()
        .json();
  }

  private static ObjectKey key(String name) {
    return new ObjectKey(Kind.ENDPOINT_SLICE, "shop", name);
  }
}
