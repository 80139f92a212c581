package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.redis.RedisServer;

/**
 * One pod with its Redis process, from its start to its end. The pod that replaces it has its name and nothing else of it: another
 * uid, another address, another {@code RedisPod}.
 *
 * <p>Its methods block, and may be called on any thread that may block.
 */
public final class RedisPod {

  private final StatefulSetController controller;
  private final PodIdentity identity;
  private final RedisServer server;

  RedisPod(StatefulSetController controller, PodIdentity identity, RedisServer server) {
    this.controller = controller;
    this.identity = identity;
    this.server = server;
  }

  public String namespace() {
    return controller.spec().namespace();
  }

  public String name() {
    return identity.name();
  }

  public String uid() {
    return identity.uid();
  }

  public Node node() {
    return identity.node();
  }

  /** The pod's IP address. */
  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  public long pid() {
    return server.pid();
  }

  /** Whether the process runs, or stands frozen. */
  public boolean alive() {
    return server.alive();
  }

  /** Whether it was frozen and not thawed since. */
  public boolean frozen() {
    return server.frozen();
  }

  /** SIGKILL: a crash. Returns when the process is gone; Kubernetes notices and replaces the pod in its own time. */
  public void kill() {
    server.kill();
  }

  /**
   * A container that crashes and is started again within its pod: SIGKILL, and a new process at the same address, with the
   * disk of the old one. Kubernetes sees nothing of it. Returns when it answers.
   *
   * @param meanwhile what is done between the two
   */
  public void restartInPlace(Runnable meanwhile) {
    server.restartInPlace(meanwhile);
  }

  /** SIGTERM to the process, without a word to Kubernetes: to it, this is a crash as well. */
  public void terminate() {
    server.terminate();
  }

  /** SIGSTOP: connections open and stay open, but nothing is answered; Kubernetes sees nothing wrong. */
  public void freeze() {
    server.freeze();
  }

  /** SIGCONT. */
  public void thaw() {
    server.thaw();
    controller.awaitFollowing();
  }

  /** Deletes the pod as {@code kubectl delete pod} does: terminating, SIGTERM, replaced. Returns when the deletion is marked. */
  public void delete() {
    controller.awaitDeletion(this);
  }

  /**
   * Asks its Redis, over a connection of its own.
   *
   * @return the reply as text: elements of an array by lines, an error with its minus sign, nil as nothing
   * @throws io.redpoll.testkit.redis.RedisServerException if no reply comes within 5 s
   */
  public String command(String... words) {
    return server.command(words);
  }

  /** The same behind a login with this password. */
  public String commandAs(String password, String... words) {
    return server.commandAs(password, words);
  }

  PodIdentity identity() {
    return identity;
  }

  RedisServer server() {
    return server;
  }

  @Override
  public String toString() {
    return namespace() + "/" + name() + " at " + host() + ":" + port() + " (uid " + uid() + ", pid "
        + pid() + ")";
  }
}
