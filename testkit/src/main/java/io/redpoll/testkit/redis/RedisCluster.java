package io.redpoll.testkit.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of real processes, each on its own address: slots spread evenly over the primaries, in order.
 *
 * <p>Its methods block until all nodes agree, and may be called on any thread that may block.
 */
public final class RedisCluster implements AutoCloseable {

  /** How many slots a cluster has. */
  public static final int SLOTS = 16384;

  private static final long PATIENCE_MILLIS = 30_000;
  private static final long STEP_MILLIS = 20;
  private static final int MIGRATE_TIMEOUT_MILLIS = 5_000;

  private static final List<String> ARGS = List.of(
      "--cluster-enabled", "yes",
      "--cluster-node-timeout", "1000",
      "--cluster-replica-validity-factor", "0",
      "--repl-diskless-sync-delay", "0");

  private final RedisServerOptions options;
  private final List<RedisServer> servers = new ArrayList<>();

  private RedisCluster(RedisServerOptions options) {
    this.options = options;
  }

  /** Starts a cluster of the servers that come with the kit, that takes commands for every slot. */
  public static RedisCluster start(int primaries, int replicas, String... args) {
    return start(RedisServerOptions.DEFAULT.withArgs(Arrays.asList(args)), primaries, replicas);
  }

  /**
   * Starts a cluster that takes commands for every slot.
   *
   * @param options how each server is started, beside what makes it a node of a cluster; {@code --cluster-replica-no-failover
   *     yes} keeps the nodes from elections of their own, which a loaded machine may bring about at any moment
   * @param replicas how many each primary has
   */
  public static RedisCluster start(RedisServerOptions options, int primaries, int replicas) {
    RedisCluster cluster = new RedisCluster(RedisServerOptions.DEFAULT
        .withBinary(options.binary())
        .withAddressing(options.addressing())
        .withArgs(ARGS)
        .withArgs(options.args()));
    try {
      cluster.form(primaries, replicas);
    } catch (RuntimeException | Error failed) {
      cluster.close();
      throw failed;
    }
    return cluster;
  }

  private void form(int primaries, int replicas) {
    for (int i = 0; i < primaries * (1 + replicas); i++) {
      startNode();
    }
    for (int i = 0; i < primaries; i++) {
      int first = SLOTS * i / primaries;
      int end = SLOTS * (i + 1) / primaries;
      ask(
          servers.get(i),
          Stream.concat(
                  Stream.of("CLUSTER", "ADDSLOTS"),
                  IntStream.range(first, end).mapToObj(Integer::toString))
              .toArray(String[]::new));
    }
    acquaint(servers.get(0));
    for (int i = primaries; i < servers.size(); i++) {
      ask(servers.get(i), "CLUSTER", "REPLICATE", id(servers.get(i % primaries)));
    }
    awaitOk();
  }

  private RedisServer startNode() {
    RedisServer server = RedisServer.start(options);
    servers.add(server);
    ask(server, "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(servers.size()));
    return server;
  }

  /** The servers: the first primaries in the order of their slots, then their replicas in turn, then those that joined. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** Adds an empty primary. */
  public RedisServer join() {
    RedisServer known = alive().findFirst().orElseThrow();
    RedisServer server = startNode();
    acquaint(known);
    awaitOk();
    return server;
  }

  /**
   * A primary is lost: SIGKILL, a replica that was told all that was there when this began takes over at once and without a
   * vote, and a new server becomes the replica of that one. For whom elections are no matter, since these take their time on a
   * loaded machine.
   */
  public void replace(RedisServer primary) {
    RedisServer heir = alive()
        .filter(server -> isReplicaOf(server, primary))
        .findFirst()
        .orElseThrow(() -> new RedisServerException(primary + ": no replica of it is alive"));
    long written = offset(primary, "master_repl_offset");
    await(
        "the replica to have all data",
        () -> ok(heir) && offset(heir, "slave_repl_offset") >= written);
    primary.kill();
    ask(heir, "CLUSTER", "FAILOVER", "TAKEOVER");
    RedisServer next = join();
    ask(next, "CLUSTER", "REPLICATE", id(heir));
    awaitOk();
  }

  private static boolean isReplicaOf(RedisServer server, RedisServer primary) {
    String replication = server.command("INFO", "replication");
    return field(replication, "role").equals("slave")
        && field(replication, "master_host").equals(primary.host())
        && field(replication, "master_port").equals(Integer.toString(primary.port()));
  }

  private static long offset(RedisServer server, String name) {
    return Long.parseLong(field(server.command("INFO", "replication"), name));
  }

  private static String field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Moves a slot with all its keys, as {@code redis-cli --cluster reshard} does. */
  public void move(int slot, RedisServer from, RedisServer to) {
    beginMove(slot, from, to);
    moveKeys(slot, from, to, Integer.MAX_VALUE);
    endMove(slot, from, to);
  }

  /** Lets {@code from} send those on to {@code to} who ask for keys of this slot that it has no more. */
  public void beginMove(int slot, RedisServer from, RedisServer to) {
    ask(to, "CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", id(from));
    ask(from, "CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", id(to));
  }

  /** Moves keys of a slot between the beginning and the end of its move, as many as there are or {@code most} of them. */
  public void moveKeys(int slot, RedisServer from, RedisServer to, int most) {
    for (int moved = 0; moved < most; ) {
      String batch = Integer.toString(Math.min(100, most - moved));
      String keys = from.command("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), batch);
      if (keys.isEmpty()) {
        return;
      }
      List<String> names = keys.lines().toList();
      moveKeys(from, to, names);
      moved += names.size();
    }
  }

  /** Moves these keys of a slot that is on its way. */
  public void moveKeys(RedisServer from, RedisServer to, List<String> keys) {
    ask(
        from,
        Stream.concat(
                Stream.of(
                    "MIGRATE",
                    to.host(),
                    Integer.toString(to.port()),
                    "",
                    "0",
                    Integer.toString(MIGRATE_TIMEOUT_MILLIS),
                    "KEYS"),
                keys.stream())
            .toArray(String[]::new));
  }

  /** Gives the slot to {@code to}; other nodes learn of it in their own time. */
  public void endMove(int slot, RedisServer from, RedisServer to) {
    ask(to, "CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
    ask(from, "CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
  }

  /** Makes a replica the primary of its shard, its primary being alive: returns when it is. */
  public void failover(RedisServer replica) {
    ask(replica, "CLUSTER", "FAILOVER");
    await("the replica to be primary", () -> isPrimary(replica));
  }

  /** Those that are alive and say that they are primaries. */
  public List<RedisServer> primaries() {
    return alive().filter(this::isPrimary).toList();
  }

  /** Whether a server says that it is a primary. */
  public boolean isPrimary(RedisServer server) {
    return server.command("ROLE").startsWith("master");
  }

  private Stream<RedisServer> alive() {
    return servers.stream().filter(RedisServer::alive);
  }

  /**
   * Waits until all that are alive say that every slot is served, agree on who serves it and who copies whom, and replicas have
   * their data.
   */
  public void awaitOk() {
    await(
        "cluster_state:ok and one view of the slots",
        () -> alive().allMatch(this::ok) && alive().map(this::slots).distinct().count() == 1);
  }

  /** Who has which slots, in any order: nodes do not tell replicas in the same one. */
  private List<String> slots(RedisServer server) {
    return server.command("CLUSTER", "SLOTS").lines().sorted().toList();
  }

  /** Waits until something holds. */
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new RedisServerException("redis cluster: waited in vain for " + what);
      }
      pause();
    }
  }

  private boolean ok(RedisServer server) {
    String replication = server.command("INFO", "replication");
    return server.command("CLUSTER", "INFO").contains("cluster_state:ok")
        && (field(replication, "role").equals("master")
            || field(replication, "master_link_status").equals("up"));
  }

  /** Returns when all know each other, those through {@code known} who did not. */
  private void acquaint(RedisServer known) {
    await("all nodes to know each other", () -> {
      Map<RedisServer, String> ignorant = new HashMap<>();
      alive().forEach(server -> ignorant.put(server, server.command("CLUSTER", "NODES")));
      ignorant.values().removeIf(nodes -> !shakesHands(nodes) && knowsAll(nodes));
      // A handshake that takes longer than the node timeout is dropped, and nobody begins it anew.
      ignorant.forEach((server, nodes) -> {
        if (!shakesHands(nodes)) {
          meet(server, known);
        }
      });
      return ignorant.isEmpty();
    });
  }

  private static boolean shakesHands(String nodes) {
    return nodes.contains("handshake");
  }

  private boolean knowsAll(String nodes) {
    return nodes.lines().count() == servers.size();
  }

  private static void meet(RedisServer server, RedisServer other) {
    if (server != other) {
      ask(server, "CLUSTER", "MEET", other.host(), Integer.toString(other.port()));
    }
  }

  private static String id(RedisServer server) {
    return ask(server, "CLUSTER", "MYID");
  }

  private static String ask(RedisServer server, String... words) {
    String reply = server.command(words);
    if (reply.startsWith("-")) {
      throw new RedisServerException(server + ": " + words[0] + " " + words[1] + ": " + reply);
    }
    return reply;
  }

  private static void pause() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RedisServerException(
          "redis cluster: interrupted while waiting for it", interrupted);
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
