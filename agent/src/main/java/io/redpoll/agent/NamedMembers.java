package io.redpoll.agent;

import com.hazelcast.config.TcpIpConfig;
import io.redpoll.endpoint.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The members of a cluster as DNS names them, asked anew whenever Hazelcast joins, or looks for the other part of a split cluster.
 *
 * <p>Hazelcast's own discovery by DNS would ask nobody but those that are named, and only the oldest member answers. That is an
 * application, which the agents' Service does not name, as soon as all agents were restarted once: then whoever had lost the
 * cluster would never find it again. With a list of members, as this is one, Hazelcast remembers whoever was a member, and is
 * told who the oldest one is.
 *
 * <p>Asked by Hazelcast's threads, which may block.
 */
final class NamedMembers extends TcpIpConfig {

  private static final System.Logger LOG = System.getLogger(NamedMembers.class.getName());

  private final String name;
  private final int port;
  private final JoinGate.Lookup lookup;
  private volatile List<String> last = List.of();

  /**
   * Enabled, not asked yet.
   *
   * @param name of which all addresses are those of members
   * @param port of every member
   */
  NamedMembers(String name, int port, JoinGate.Lookup lookup) {
    this.name = name;
    this.port = port;
    this.lookup = lookup;
    setEnabled(true);
  }

  /** Each as an address and a port; those of before if the name cannot be looked up now. */
  @Override
  public List<String> getMembers() {
    try {
      last = lookup.addresses(name).stream().map(this::member).toList();
    } catch (UnknownHostException e) {
      LOG.log(System.Logger.Level.DEBUG, "cluster.dns: {0} cannot be looked up: {1}", name, e);
    }
    return last;
  }

  private String member(InetAddress address) {
    return new HostAndPort(address.getHostAddress(), port).toString();
  }
}
