package io.redpoll.agent.manifests;

import io.redpoll.agent.chaos.Network;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pods of an example, and what Kubernetes does for them: hosts, volumes, names and endpoint slices. */
final class Pods implements AutoCloseable {

  private static final Path LOGS = Path.of("target", "manifests");

  private final Example example;
  private final String namespace;
  private final Network network;
  private final KubernetesApi api;
  private final Path directory;
  private final Names names;
  private final Map<String, Pod> pods = new TreeMap<>();
  private int hosts;

  /** None yet; each that is started takes the next host of {@code network}. */
  Pods(Example example, String namespace, Network network, KubernetesApi api, Path directory) {
    this.example = example;
    this.namespace = namespace;
    this.network = network;
    this.api = api;
    this.directory = directory;
    this.names = new Names(namespace, directory.resolve("hosts"));
  }

  Pod pod(String name) {
    return pods.get(name);
  }

  /**
   * Starts pods of a StatefulSet at the same time, in the place of those that have their names; returns when they are ready.
   * They are known by name and in the slice before that, as the manifest says.
   */
  List<Pod> start(String set, int... ordinals) throws IOException {
    Workload workload = example.workload(set);
    List<Pod> started = new ArrayList<>();
    for (int ordinal : ordinals) {
      Network.Host host = network.host(hosts++);
      names.serve(host);
      Pod pod = new Pod(workload, ordinal, host);
      pods.put(pod.name(), pod);
      started.add(pod);
    }
    names.write(pods.values());
    publish(workload);
    for (Pod pod : started) {
      pod.start(Mounts.of(example, pod, directory), workload.environment(namespace), log(pod));
    }
    for (Pod pod : started) {
      pod.awaitReady();
    }
    publish(workload);
    return started;
  }

  private void publish(Workload workload) {
    List<Pod> own = pods.values().stream()
        .filter(pod -> pod.workload().serviceName().equals(workload.serviceName()))
        .toList();
    api.apply(Slices.of(workload, namespace, own));
  }

  private static Path log(Pod pod) throws IOException {
    return Files.createDirectories(LOGS).resolve(pod.name() + "-" + pod.address() + ".log");
  }

  @Override
  public void close() throws IOException {
    pods.values().forEach(Pod::kill);
    names.close();
  }
}
