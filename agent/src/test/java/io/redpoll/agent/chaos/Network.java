package io.redpoll.agent.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Where the members of the cluster run: each on a host of its own, that is in a network namespace, so that its links to the others
 * can be cut while it still reaches Kubernetes and Redis. Where none may be made (Linux, root and {@code ip} are needed), all run on
 * 127.0.0.1 and no link can be cut. Blocks; for one thread.
 */
public final class Network implements AutoCloseable {

  /** Everything on the loopback addresses lies behind it, and no cut concerns it. */
  private static final int GATEWAY = 100;

  private final String name;
  private final List<Host> hosts;
  private final boolean cuttable;

  /**
   * A host.
   *
   * @param address at which the others reach it
   * @param enter the words before a command that is to run there
   */
  public record Host(String address, List<String> enter) {}

  private Network(String name, List<Host> hosts, boolean cuttable) {
    this.name = name;
    this.hosts = hosts;
    this.cuttable = cuttable;
  }

  /** So many hosts. */
  public static Network of(int count) throws IOException {
    long pid = ProcessHandle.current().pid();
    String name = "rp" + pid;
    String subnet = freeSubnet(pid);
    List<Host> hosts = IntStream.range(0, count)
        .mapToObj(
            i -> new Host(subnet + (i + 1), List.of("ip", "netns", "exec", namespace(name, i))))
        .toList();
    Network network = new Network(name, hosts, true);
    try {
      network.build(subnet + GATEWAY);
      return network;
    } catch (IOException refused) {
      network.close();
      System.out.println("chaos: no link will be cut, for there are no network namespaces: "
          + refused.getMessage());
      return new Network(
          name, hosts.stream().map(host -> new Host("127.0.0.1", List.of())).toList(), false);
    }
  }

  int size() {
    return hosts.size();
  }

  boolean cuttable() {
    return cuttable;
  }

  public Host host(int index) {
    return hosts.get(index);
  }

  /** Drops what the hosts of {@code part} send to all others: whatever comes from them is not answered. */
  void cut(Set<Integer> part) throws IOException {
    blackholes("add", part);
  }

  /** Ends a cut. */
  void mend(Set<Integer> part) throws IOException {
    blackholes("del", part);
  }

  /** Has a host send nothing to a loopback address any more. */
  void hide(int index, String address) throws IOException {
    ip("-n " + namespace(name, index) + " route add blackhole " + address);
  }

  @Override
  public void close() throws IOException {
    if (cuttable) {
      for (int i = 0; i < hosts.size(); i++) {
        tryIp("netns del " + namespace(name, i));
      }
      tryIp("link del " + name);
    }
  }

  /** Hosts at a bridge, with a way to the loopback addresses of this one: their own have no loopback device. */
  private void build(String gateway) throws IOException {
    ip("link add " + name + " type bridge");
    ip("addr add " + gateway + "/24 dev " + name);
    ip("link set " + name + " up");
    run(List.of("sysctl", "-qw", "net.ipv4.conf." + name + ".route_localnet=1"));
    for (int i = 0; i < hosts.size(); i++) {
      String host = namespace(name, i);
      ip("netns add " + host);
      ip("link add " + host + " type veth peer name eth0 netns " + host);
      ip("link set " + host + " master " + name + " up");
      ip("-n " + host + " addr add " + hosts.get(i).address() + "/24 dev eth0");
      ip("-n " + host + " link set eth0 up");
      List<String> words = new ArrayList<>(hosts.get(i).enter());
      words.addAll(List.of("sysctl", "-qw", "net.ipv4.conf.eth0.route_localnet=1"));
      run(words);
      ip("-n " + host + " route add 127.0.0.0/8 via " + gateway + " dev eth0");
    }
  }

  /** One that no other run on this machine has at the moment. */
  private static String freeSubnet(long first) throws IOException {
    Set<String> taken = NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .map(InetAddress::getHostAddress)
        .collect(Collectors.toSet());
    return LongStream.range(first, first + 256)
        .mapToObj(i -> "10.78." + i % 256 + ".")
        .filter(subnet -> !taken.contains(subnet + GATEWAY))
        .findFirst()
        .orElseThrow(() -> new IOException("all subnets of 10.78.0.0/16 are taken"));
  }

  private void blackholes(String change, Set<Integer> part) throws IOException {
    for (int inside : part) {
      for (int outside = 0; outside < hosts.size(); outside++) {
        if (!part.contains(outside)) {
          ip("-n " + namespace(name, inside) + " route " + change + " blackhole "
              + hosts.get(outside).address());
        }
      }
    }
  }

  private static String namespace(String name, int index) {
    return name + "-" + index;
  }

  private static void tryIp(String words) throws IOException {
    try {
      ip(words);
    } catch (IOException gone) {
      // It was never made.
    }
  }

  private static void ip(String words) throws IOException {
    run(List.of(("ip " + words).split(" ")));
  }

  /** Runs a command to its end; fails with what it said. */
  private static void run(List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", words) + ": " + said);
    }
  }
}
