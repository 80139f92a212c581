package io.redpoll.agent.manifests;

import io.redpoll.agent.chaos.Network;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cluster's DNS: one file of host names that is {@code /etc/hosts} on each host, since {@code ip netns exec} puts what it
 * finds in {@code /etc/netns/<namespace>} in the place of that in {@code /etc}.
 */
final class Names implements AutoCloseable {

  private static final Path OF_NAMESPACES = Path.of("/etc/netns");

  private final String namespace;
  private final Path file;
  private final List<Path> links = new ArrayList<>();

  /** For pods of this namespace, in a file that does not exist yet. */
  Names(String namespace, Path file) {
    this.namespace = namespace;
    this.file = file;
  }

  /** Has a host know them. */
  void serve(Network.Host host) throws IOException {
    List<String> enter = host.enter();
    Path link = OF_NAMESPACES.resolve(enter.get(enter.size() - 1)).resolve("hosts");
    Files.createDirectories(link.getParent());
    Files.deleteIfExists(link);
    links.add(Files.createSymbolicLink(link, file));
  }

  /**
   * Says where the pods are; each name stays once it is there. In place, for it is the file itself that the hosts have mounted,
   * and over what was there, so that nobody finds it empty meanwhile: it never gets shorter.
   */
  void write(Collection<Pod> pods) throws IOException {
    Files.writeString(
        file,
        Stream.concat(Stream.of("127.0.0.1 localhost"), pods.stream().map(this::line))
            .collect(Collectors.joining("\n", "", "\n")),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  /** A pod has a name below that of its Service, and the Service has the addresses of all its pods. */
  private String line(Pod pod) {
    String service = pod.workload().serviceName();
    return Stream.of(service, service + "." + namespace, service + "." + namespace + ".svc")
        .flatMap(suffix -> Stream.of(suffix, pod.name() + "." + suffix))
        .collect(Collectors.joining(" ", String.format("%-15s ", pod.address()), ""));
  }

  @Override
  public void close() throws IOException {
    for (Path link : links) {
      Files.delete(link);
      Files.delete(link.getParent());
    }
    try {
      Files.deleteIfExists(OF_NAMESPACES);
    } catch (DirectoryNotEmptyException others) {
      // It was there before, or another run needs it.
    }
  }
}
