package io.redpoll.testkit.kubernetes;

import static io.redpoll.testkit.kubernetes.ApiClient.PODS;
import static io.redpoll.testkit.kubernetes.ApiClient.SLICES;
import static io.redpoll.testkit.kubernetes.ApiClient.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesApiListIT {

  private final KubernetesApi api = KubernetesApi.start();
  private final ApiClient client = ApiClient.of(api);

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void anEmptyListHasTheNewestVersion() throws Exception {
    assertThat(client.json(SLICES)).isEqualTo(new JsonObject("""
            {"kind": "EndpointSliceList", "apiVersion": "discovery.k8s.io/v1",
             "metadata": {"resourceVersion": "1"}, "items": []}
            """));
  }

  @Test
  void aListHoldsTheObjectsOfItsKindWithoutRepeatingTheKind() throws Exception {
    api.apply(Objects.pod("shop", "redis-0", "node-1"));
    JsonObject stored = api.apply(Objects.slice("a"));
    JsonObject list = client.json(SLICES + "?resourceVersion=0");
    assertThat(names(list)).containsExactly("a");
    assertThat(list.getJsonObject("metadata").getString("resourceVersion")).isEqualTo("3");
    JsonObject item = list.getJsonArray("items").getJsonObject(0);
    assertThat(item.fieldNames()).doesNotContain("kind", "apiVersion");
    assertThat(item.getJsonObject("metadata")).isEqualTo(stored.getJsonObject("metadata"));
  }

  @Test
  void aListIsNarrowedByNamespaceLabelsAndFields() throws Exception {
    api.apply(Objects.slice("shop", "a", Map.of("app", "redis")));
    api.apply(Objects.slice("shop", "b", Map.of("app", "mysql")));
    api.apply(Objects.slice("bank", "c", Map.of("app", "redis")));
    api.apply(Objects.pod("shop", "p", "node-1"));
    api.apply(Objects.pod("shop", "q", "node-2"));
    assertThat(names(client.json(SLICES))).containsExactly("c", "a", "b");
    assertThat(names(client.json("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices")))
        .containsExactly("a", "b");
    assertThat(names(client.json(SLICES + "?labelSelector=app+in+(redis,valkey)")))
        .containsExactly("c", "a");
    assertThat(names(client.json(SLICES + "?fieldSelector=metadata.name%3Db")))
        .containsExactly("b");
    assertThat(names(client.json(PODS + "?fieldSelector=spec.nodeName%3Dnode-2")))
        .containsExactly("q");
  }

  @Test
  void oneObjectCanBeRead() throws Exception {
    api.apply(Objects.slice("a"));
    String path = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/";
    assertThat(client.json(path + "a").getString("kind")).isEqualTo("EndpointSlice");
    assertThat(client.status(path + "b")).isEqualTo(404);
    assertThat(client.json(path + "b").getString("message"))
        .isEqualTo("endpointslices \"b\" not found");
  }

  @Test
  void pagesShowOneVersionWhateverChangesMeanwhile() throws Exception {
    for (String name : new String[] {"a", "b", "c", "d", "e"}) {
      api.apply(Objects.slice(name));
    }
    JsonObject first = client.json(SLICES + "?limit=2");
    api.delete(Kind.ENDPOINT_SLICE, "shop", "c");
    api.apply(Objects.slice("bb"));
    JsonObject second = client.json(SLICES + "?limit=2&continue=" + next(first));
    JsonObject third = client.json(SLICES + "?limit=2&continue=" + next(second));
    assertThat(names(first)).containsExactly("a", "b");
    assertThat(first.getJsonObject("metadata").getInteger("remainingItemCount")).isEqualTo(3);
    assertThat(names(second)).containsExactly("c", "d");
    assertThat(names(third)).containsExactly("e");
    assertThat(next(third)).isNull();
    assertThat(third.getJsonObject("metadata").getString("resourceVersion"))
        .isEqualTo(first.getJsonObject("metadata").getString("resourceVersion"));
  }

  @Test
  void aPageAfterCompactionIsGone() throws Exception {
    api.apply(Objects.slice("a"));
    api.apply(Objects.slice("b"));
    String next = next(client.json(SLICES + "?limit=1"));
    api.apply(Objects.slice("c"));
    api.compact();
    JsonObject status = client.json(SLICES + "?limit=1&continue=" + next);
    assertThat(status.getInteger("code")).isEqualTo(410);
    assertThat(status.getString("reason")).isEqualTo("Expired");
  }

  @Test
  void aNextPageTakesNoVersion() throws Exception {
    api.apply(Objects.slice("a"));
    api.apply(Objects.slice("b"));
    String next = next(client.json(SLICES + "?limit=1"));
    assertThat(client.status(SLICES + "?limit=1&resourceVersion=2&continue=" + next))
        .isEqualTo(400);
    assertThat(client.status(SLICES + "?continue=nonsense")).isEqualTo(400);
  }

  @Test
  void aListAtAnyVersionIsNotCutIntoPages() throws Exception {
    api.apply(Objects.slice("a"));
    api.apply(Objects.slice("b"));
    assertThat(names(client.json(SLICES + "?limit=1&resourceVersion=0"))).containsExactly("a", "b");
  }

  @Test
  void anExactVersionShowsThePastAndAMinimumThePresent() throws Exception {
    api.apply(Objects.slice("a"));
    long then = api.resourceVersion();
    api.apply(Objects.slice("b"));
    String at = SLICES + "?resourceVersion=" + then;
    assertThat(names(client.json(at + "&resourceVersionMatch=Exact"))).containsExactly("a");
    assertThat(names(client.json(at + "&resourceVersionMatch=NotOlderThan")))
        .containsExactly("a", "b");
    api.compact();
    assertThat(client.status(at + "&resourceVersionMatch=Exact")).isEqualTo(410);
  }

  @Test
  void rf08_aVersionOfTheFutureIsTooLarge() throws Exception {
    JsonObject status = client.json(SLICES + "?resourceVersion=99");
    assertThat(status.getInteger("code")).isEqualTo(504);
    assertThat(status.getString("reason")).isEqualTo("Timeout");
    assertThat(status.getString("message"))
        .isEqualTo("Timeout: Too large resource version: 99, current: 1");
    JsonObject cause = status.getJsonObject("details").getJsonArray("causes").getJsonObject(0);
    assertThat(cause.getString("reason")).isEqualTo("ResourceVersionTooLarge");
  }

  @Test
  void whatTheApiDoesNotHaveIsAStatusToo() throws Exception {
    assertThat(client.json("/api/v1/configmaps").getString("kind")).isEqualTo("Status");
    assertThat(client.status("/api/v1/configmaps")).isEqualTo(404);
    assertThat(client.status("/apis/discovery.k8s.io/v1/namespaces//endpointslices"))
        .isEqualTo(404);
    assertThat(client.status(SLICES + "?labelSelector=a+b")).isEqualTo(400);
    assertThat(client.status(SLICES + "?fieldSelector=spec.nodeName%3Da")).isEqualTo(400);
    assertThat(client.status(SLICES + "?limit=many")).isEqualTo(400);
    assertThat(client.status(SLICES + "?resourceVersion=newest")).isEqualTo(400);
    assertThat(client.status(SLICES + "?resourceVersionMatch=Exact")).isEqualTo(422);
    assertThat(client.post(SLICES)).isEqualTo(405);
    assertThat(client.with("accept", "application/yaml").status(SLICES)).isEqualTo(406);
  }

  @Test
  void onlyKnownKindsWithANameCanBeApplied() {
    assertThatThrownBy(() -> api.apply(new JsonObject().put("kind", "Service")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: discovery.k8s.io/v1 EndpointSlice, or v1 Pod");
    assertThatThrownBy(() -> api.apply(new JsonObject().put("apiVersion", "v1").put("kind", "Pod")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("metadata.name: absent");
  }

  @Test
  void aMalformedSliceIsServedAsItIs() throws Exception {
    api.apply(Objects.slice("a").put("endpoints", "none").put("ports", 7));
    JsonObject item = client.json(SLICES).getJsonArray("items").getJsonObject(0);
    assertThat(item.getString("endpoints")).isEqualTo("none");
  }

  private static String next(JsonObject list) {
    return list.getJsonObject("metadata").getString("continue");
  }
}
