package io.redpoll.agent;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.net.BindException;
import java.time.Duration;
import java.util.List;

/**
 * From the options of an agent to the configuration of its cluster member and event bus.
 *
 * <p>What Vert.x needs of Hazelcast comes from the file inside vertx-hazelcast, so that it stays right when that changes.
 */
final class ClusterConfig {

  /** The member attribute that makes a member an agent; its value is the agent's name. */
  static final String AGENT = "redpoll.agent";

  /** The member attribute with the name of the agent's node. */
  static final String NODE = "redpoll.node";

  /** The member attribute with the name of the agent's zone. */
  static final String ZONE = "redpoll.zone";

  /** How long a member may be silent before the others go on without it. */
  static final Duration MAX_SILENCE = Duration.ofSeconds(10);

  private static final int BACKUPS = 2;

  private ClusterConfig() {}

  /** The configuration of the member that the agent {@code name} becomes. */
  static Config hazelcast(AgentOptions options, String name, JoinGate.Lookup lookup) {
    Config config = member(options, lookup);
    config.getMemberAttributeConfig().setAttribute(AGENT, name);
    config.getMemberAttributeConfig().setAttribute(NODE, options.get(Keys.NODE));
    config.getMemberAttributeConfig().setAttribute(ZONE, options.get(Keys.ZONE));
    return config;
  }

  /** The configuration of the member that an application becomes: one that holds no data. */
  static Config application(AgentOptions options, JoinGate.Lookup lookup) {
    return member(options, lookup).setLiteMember(true);
  }

  private static Config member(AgentOptions options, JoinGate.Lookup lookup) {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName(options.get(Keys.CLUSTER_NAME));
    // Two members may go at once without taking records or subscriptions along.
    List.of("service.registry", Roster.MAP)
        .forEach(map -> config.addMapConfig(
            new MapConfig(config.findMapConfig("default")).setName(map).setBackupCount(BACKUPS)));
    config.getMultiMapConfig("__vertx.subs").setBackupCount(BACKUPS);
    network(config, options);
    join(config.getNetworkConfig().getJoin(), options, lookup);
    tune(config);
    return config;
  }

  /** The event bus on its fixed port, so that a NetworkPolicy and a mesh can name it. */
  static EventBusOptions eventBus(AgentOptions options) {
    EventBusOptions bus = new EventBusOptions().setPort(options.get(Keys.CLUSTER_EVENT_BUS_PORT));
    String host = options.get(Keys.CLUSTER_PUBLIC_HOST);
    return host.isEmpty() ? bus : bus.setHost(host).setClusterPublicHost(host);
  }

  /** The one line that says why the cluster cannot be joined, for what Hazelcast or Vert.x threw. */
  static IllegalStateException cannotJoin(AgentOptions options, Throwable failure) {
    if (failure instanceof BindException) {
      return inUse(Keys.CLUSTER_EVENT_BUS_PORT, options, failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return inUse(Keys.CLUSTER_PORT, options, failure);
      }
    }
    return new IllegalStateException(
        "cluster " + options.get(Keys.CLUSTER_NAME) + " cannot be joined: "
            + FailureLine.of(failure),
        failure);
  }

  private static IllegalStateException inUse(
      Key<Integer> port, AgentOptions options, Throwable failure) {
    String host = options.get(Keys.CLUSTER_PUBLIC_HOST);
    return new IllegalStateException(
        port + ": " + options.get(port) + (host.isEmpty() ? "" : " on " + host)
            + " is in use or not of this host (expected: a free port; give another with "
            + port.flag() + ")",
        failure);
  }

  private static void network(Config config, AgentOptions options) {
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(options.get(Keys.CLUSTER_PORT)).setPortAutoIncrement(false);
    String host = options.get(Keys.CLUSTER_PUBLIC_HOST);
    if (!host.isEmpty()) {
      network.getInterfaces().setEnabled(true).addInterface(host);
      set(config, ClusterProperty.SOCKET_BIND_ANY, "false");
      set(config, ClusterProperty.PREFER_IPv4_STACK, String.valueOf(host.indexOf(':') < 0));
    }
  }

  private static void join(JoinConfig join, AgentOptions options, JoinGate.Lookup lookup) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    String dns = options.get(Keys.CLUSTER_DNS);
    join.setTcpIpConfig(
        dns.isEmpty()
            ? new TcpIpConfig().setEnabled(true).setMembers(options.get(Keys.CLUSTER_MEMBERS))
            : new NamedMembers(dns, options.get(Keys.CLUSTER_PORT), lookup));
  }

  /**
   * A closed connection removes a member at once; heartbeats find a frozen one, after 10 s. The price is one small packet
   * a second between any two members.
   */
  private static void tune(Config config) {
    set(config, ClusterProperty.PHONE_HOME_ENABLED, "false");
    set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED, "false");
    set(config, ClusterProperty.LOGGING_TYPE, "slf4j");
    set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, "1");
    set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, String.valueOf(MAX_SILENCE.toSeconds()));
    // How often the oldest member of each part of a split cluster looks for the other.
    set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, "5");
    set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, "5");
    // Below the 45 s that the DaemonSet gives, and the 40 s that the launcher gives.
    set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, "30");
    // How long the first member collects others before it lets them in: each start waits for it.
    set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, "1");
    set(config, ClusterProperty.IO_THREAD_COUNT, "1");
    set(config, ClusterProperty.EVENT_THREAD_COUNT, "1");
    set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, "2");
    set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, "2");
    config.getMetricsConfig().setEnabled(false);
  }

  private static void set(Config config, HazelcastProperty property, String value) {
    config.setProperty(property.getName(), value);
  }
}
