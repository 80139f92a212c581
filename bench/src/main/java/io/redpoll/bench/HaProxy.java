package io.redpoll.bench;

import io.redpoll.testkit.kubernetes.StatefulSet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** HAProxy with the checks that its manual gives for Redis, and sessions of a server that is down ended. */
final class HaProxy extends Proxy {

  private final Path program;

  private HaProxy(Path program, StatefulSet pods) throws IOException {
    super(pods);
    this.program = program;
  }

  /** Starts one; empty if it is not installed. */
  static Optional<HaProxy> start(StatefulSet pods) throws IOException, InterruptedException {
    Optional<Path> program = program("haproxy");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    HaProxy proxy = new HaProxy(program.get(), pods);
    proxy.follow();
    return Optional.of(proxy);
  }

  @Override
  void moved(List<InetSocketAddress> before, List<InetSocketAddress> now) throws IOException {
    if (before.isEmpty()) {
      Path file = Files.writeString(directory().resolve("haproxy.cfg"), configuration(now));
      run(List.of(program.toString(), "-db", "-f", file.toString()));
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!now.get(i).equals(before.get(i))) {
        InetSocketAddress to = now.get(i);
        say("set server pods/pod" + i + " addr " + to.getHostString() + " port " + to.getPort());
      }
    }
  }

  private void say(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory().resolve("admin")));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.read(ByteBuffer.allocate(256));
    }
  }

  private String configuration(List<InetSocketAddress> now) {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < now.size(); i++) {
      servers.append("  server pod%d %s:%d%n"
          .formatted(i, now.get(i).getHostString(), now.get(i).getPort()));
    }
    return """
        global
          stats socket %s level admin
        defaults
          mode tcp
          timeout connect 1s
          timeout client 1h
          timeout server 1h
          timeout check 500ms
          option redispatch
          retries 3
        listen pods
          bind %s:%d
          balance leastconn
          option tcp-check
          tcp-check connect
          tcp-check send PING\\r\\n
          tcp-check expect string +PONG
          default-server check inter 1s fall 2 rise 2 on-marked-down shutdown-sessions
        %s""".formatted(
            directory().resolve("admin"), address().getHostString(), address().getPort(), servers);
  }
}
