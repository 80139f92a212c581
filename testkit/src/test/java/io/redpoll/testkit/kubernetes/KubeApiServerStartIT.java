package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be known of the start of a real API server without one. */
class KubeApiServerStartIT {

  @TempDir
  private Path assets;

  @Test
  void aServerThatEndsIsNamedWithItsLastWords() throws IOException {
    script("etcd", "exec sleep 60");
    script("kube-apiserver", "echo \"unknown flag: --new\"; exit 1");
    assertThatThrownBy(() -> KubeApiServer.start(assets, "redpoll:redpoll-agent"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kube-apiserver: ended")
        .hasMessageContaining("unknown flag: --new");
  }

  @Test
  void theFolderIsTheOneThatTheVariableNames() {
    assertThat(KubeApiServer.assets(Map.of())).isEmpty();
    assertThat(KubeApiServer.assets(Map.of("KUBEBUILDER_ASSETS", " "))).isEmpty();
    assertThat(KubeApiServer.assets(Map.of("KUBEBUILDER_ASSETS", "/opt/envtest")))
        .contains(Path.of("/opt/envtest"));
  }

  @Test
  void theFlagsAreThoseOfEnvtestAndBindToLoopbackOnly() {
    Path directory = Path.of("d");
    assertThat(EnvtestFlags.apiServer(directory, "127.0.0.1", 6443, 2379))
        .contains(
            "--bind-address=127.0.0.1",
            "--secure-port=6443",
            "--authorization-mode=RBAC",
            "--etcd-servers=http://127.0.0.1:2379",
            "--disable-admission-plugins=ServiceAccount");
    assertThat(EnvtestFlags.etcd(directory, 2379, 2380))
        .allMatch(flag -> !flag.contains("http") || flag.contains("http://127.0.0.1:"));
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(assets.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
