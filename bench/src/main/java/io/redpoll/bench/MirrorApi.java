package io.redpoll.bench;

import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A Kubernetes API in a JVM of its own, so that only the mirror is measured: so many Services, each with five slices of two
 * endpoints. It changes them on command, one line for each, and ends with its standard input.
 */
final class MirrorApi {

  static final int SLICES = 5;

  private MirrorApi() {}

  /** Takes the number of Services. Says where it is, and then what it did. */
  public static void main(String[] args) throws IOException {
    int services = Integer.parseInt(args[0]);
    try (KubernetesApi api = KubernetesApi.start();
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (int service = 0; service < services; service++) {
        api.apply(service(service));
        for (int slice = 0; slice < SLICES; slice++) {
          api.apply(slice(service, slice, "a"));
        }
      }
      // fabric8 asks for a WebSocket first, which the testkit does not speak, and then comes again
      // without.
      api.faults(request -> {
        boolean upgrade = request.headers().contains("Upgrade", "websocket", true);
        if (upgrade) {
          request.response().setStatusCode(503).end();
        }
        return upgrade;
      });
      System.out.println(api.uri());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        obey(api, line.split(" "));
      }
    }
  }

  private static void obey(KubernetesApi api, String[] command) {
    int number = Integer.parseInt(command[1]);
    if (command[0].equals("touch")) {
      // The time travels in a pod's name: both JVMs read one clock.
      api.apply(slice(number, 0, "t" + System.nanoTime()));
      System.out.println("touched");
    } else {
      for (int i = 0; i < number; i++) {
        api.apply(slice(i / SLICES, i % SLICES, command[2]));
      }
      System.out.println("burst");
    }
  }

  private static JsonObject service(int number) {
    JsonObject port = new JsonObject().put("name", "redis").put("port", 6379);
    return new JsonObject()
        .put("apiVersion", "v1")
        .put("kind", "Service")
        .put("metadata", new JsonObject().put("namespace", "shop").put("name", "s" + number))
        .put(
            "spec",
            new JsonObject()
                .put("type", "ClusterIP")
                .put("clusterIP", address(number))
                .put("ports", new JsonArray().add(port)));
  }

  /** As its controller writes it, without what only people read. */
  private static JsonObject slice(int service, int number, String mark) {
    JsonArray endpoints = new JsonArray();
    for (int i = 0; i < 2; i++) {
      int pod = (service * SLICES + number) * 2 + i;
      endpoints.add(endpoint(pod, "s" + service + "-" + (number * 2 + i) + "-" + mark));
    }
    JsonObject labels = new JsonObject()
        .put("app.kubernetes.io/name", "redis")
        .put("app.kubernetes.io/instance", "s" + service)
        .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
        .put("kubernetes.io/service-name", "s" + service);
    JsonObject port =
        new JsonObject().put("name", "redis").put("port", 6379).put("protocol", "TCP");
    return new JsonObject()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put("addressType", "IPv4")
        .put(
            "metadata",
            new JsonObject()
                .put("namespace", "shop")
                .put("name", "s" + service + "-" + number)
                .put("generateName", "s" + service + "-")
                .put("generation", 7)
                .put("labels", labels))
        .put("ports", new JsonArray().add(port))
        .put("endpoints", endpoints);
  }

  private static JsonObject endpoint(int pod, String name) {
    JsonObject target = new JsonObject()
        .put("kind", "Pod")
        .put("namespace", "shop")
        .put("name", name)
        .put("uid", "6f1e4a52-0000-4000-8000-%012d".formatted(pod));
    JsonObject conditions =
        new JsonObject().put("ready", true).put("serving", true).put("terminating", false);
    return new JsonObject()
        .put("addresses", new JsonArray().add(address(pod)))
        .put("conditions", conditions)
        .put("nodeName", "node-" + pod % 50)
        .put("targetRef", target)
        .put("zone", "zone-" + pod % 3);
  }

  private static String address(int number) {
    return "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
  }
}
