package io.redpoll.bench;

import io.redpoll.testkit.kubernetes.StatefulSet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Twemproxy as its manual has it for a cache: keys by ketama, hosts that fail ejected. New addresses need a new process. */
final class Twemproxy extends Proxy {

  private final Path program;

  private Twemproxy(Path program, StatefulSet pods) throws IOException {
    super(pods);
    this.program = program;
  }

  /** Starts one; empty if it is not installed. */
  static Optional<Twemproxy> start(StatefulSet pods) throws IOException, InterruptedException {
    Optional<Path> program = program("nutcracker");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Twemproxy proxy = new Twemproxy(program.get(), pods);
    proxy.follow();
    return Optional.of(proxy);
  }

  @Override
  void moved(List<InetSocketAddress> before, List<InetSocketAddress> now) throws IOException {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < now.size(); i++) {
      servers.append("    - %s:%d:1 pod-%d%n"
          .formatted(now.get(i).getHostString(), now.get(i).getPort(), i));
    }
    Path file = Files.writeString(directory().resolve("nutcracker.yml"), """
        pods:
          listen: %s:%d
          redis: true
          hash: fnv1a_64
          distribution: ketama
          auto_eject_hosts: true
          server_failure_limit: 2
          server_retry_timeout: 2000
          timeout: 400
          servers:
        %s""".formatted(
            address().getHostString(), address().getPort(), servers));
    run(List.of(
        program.toString(),
        "-c",
        file.toString(),
        "-o",
        directory().resolve("nutcracker.log").toString(),
        "-p",
        directory().resolve("pid").toString(),
        "-a",
        "127.0.0.1",
        "-s",
        Integer.toString(freeAddress().getPort())));
  }
}
