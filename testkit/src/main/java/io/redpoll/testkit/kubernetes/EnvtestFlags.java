package io.redpoll.testkit.kubernetes;

import java.nio.file.Path;
import java.util.List;

/** The start flags of controller-runtime's envtest. None of them depends on the version, from Kubernetes 1.26 on. */
final class EnvtestFlags {

  private EnvtestFlags() {}

  static List<String> etcd(Path directory, int clientPort, int peerPort) {
    String client = "http://127.0.0.1:" + clientPort;
    return List.of(
        "--data-dir=" + directory.resolve("etcd"),
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=http://127.0.0.1:" + peerPort,
        // It lives as long as a test.
        "--unsafe-no-fsync=true");
  }

  /** With files named {@code tls.crt}, {@code tls.key}, {@code sa.crt}, {@code sa.key} and {@code tokens.csv} in the directory. */
  static List<String> apiServer(Path directory, String host, int port, int etcdPort) {
    return List.of(
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--bind-address=" + host,
        "--advertise-address=" + host,
        "--secure-port=" + port,
        "--cert-dir=" + directory,
        "--tls-cert-file=" + directory.resolve("tls.crt"),
        "--tls-private-key-file=" + directory.resolve("tls.key"),
        "--token-auth-file=" + directory.resolve("tokens.csv"),
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--allow-privileged=true",
        // There is no controller that would make the accounts that it asks for.
        "--disable-admission-plugins=ServiceAccount",
        "--service-account-issuer=https://" + host + ":" + port + "/",
        "--service-account-key-file=" + directory.resolve("sa.crt"),
        "--service-account-signing-key-file=" + directory.resolve("sa.key"));
  }
}
