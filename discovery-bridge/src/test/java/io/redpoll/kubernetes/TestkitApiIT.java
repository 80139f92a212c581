package io.redpoll.kubernetes;

import io.redpoll.testkit.kubernetes.Kind;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The mirror before the testkit's API, over TLS and with a token. */
class TestkitApiIT extends MirrorConformance {

  private final KubernetesApi api =
      KubernetesApi.start(KubernetesApiOptions.DEFAULT.withTls(true).withToken("token"));

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Override
  Cluster cluster() {
    return new Cluster() {
      @Override
      public KubernetesOptions options() {
        return new KubernetesOptions(
            URI.create(api.uri()), api.tokenFile(), api.caFile(), List.of(), Optional.empty());
      }

      @Override
      public void apply(JsonObject slice) {
        api.apply(slice);
      }

      @Override
      public void delete(String name) {
        api.delete(Kind.ENDPOINT_SLICE, "shop", name);
      }
    };
  }
}
