package io.redpoll.agent.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where on this machine the two volumes of a pod are. Nothing is mounted: its command and its scripts are told other paths.
 *
 * @param workload whose pod it is
 * @param data in place of its data
 * @param scripts in place of its ConfigMap
 */
record Mounts(Workload workload, Path data, Path scripts) {

  /** Below a directory; the scripts are written for this pod, since its data is not where that of another is. */
  static Mounts of(Example example, Pod pod, Path directory) throws IOException {
    Workload workload = pod.workload();
    Mounts mounts = new Mounts(
        workload,
        Files.createDirectories(directory.resolve(workload.keepsData() ? pod.name() : pod.uid())),
        Files.createDirectories(directory.resolve("scripts-" + pod.uid())));
    Map<String, String> files = example.files(workload.configMap("scripts"));
    for (String name : files.keySet()) {
      Files.writeString(mounts.scripts().resolve(name), mounts.inside(files.get(name)));
    }
    return mounts;
  }

  /** A text with the paths of this machine in place of those of the container. */
  String inside(String text) {
    return text.replace(workload.mountPath("data"), data.toString())
        .replace(workload.mountPath("scripts"), scripts.toString());
  }
}
