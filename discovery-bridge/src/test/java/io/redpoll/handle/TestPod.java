package io.redpoll.handle;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.testkit.redis.RedisServer;
import java.util.Arrays;

/** A pod of a test's Service: a real Redis under a pod's name, or a bare address. */
record TestPod(String name, String uid, HostAndPort address) {

  static TestPod of(String name, String uid, RedisServer server) {
    return new TestPod(name, uid, new HostAndPort(server.host(), server.port()));
  }

  EndpointId id() {
    return EndpointId.ofPod("test", uid, address.port());
  }

  EndpointState primary() {
    return state(Status.UP, Role.PRIMARY);
  }

  EndpointState replica() {
    return state(Status.UP, Role.REPLICA);
  }

  EndpointState state(Status status, Role role) {
    return new EndpointState(
        endpoint("", ""), status, role, false, status == Status.UP ? "" : "so it is");
  }

  Endpoint endpoint(String node, String zone) {
    return new Endpoint(id(), name, name, address, node, zone, EndpointConditions.READY);
  }

  /** How often the server has run a command, by its own count. */
  static long calls(RedisServer server, String command) {
    String prefix = "cmdstat_" + command + ":calls=";
    return Arrays.stream(server.command("INFO", "commandstats").split("\r?\n", -1))
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length(), line.indexOf(','))))
        .findFirst()
        .orElse(0);
  }
}
