package io.redpoll.health;

import static java.util.Objects.requireNonNull;

/**
 * A live agent.
 *
 * @param name its name, unique among live agents
 * @param node the Kubernetes node on which it runs, empty if unknown; an unknown node is never the same as another
 * @param zone the zone of that node, empty if unknown
 */
public record Agent(String name, String node, String zone) {

  public Agent {
    requireNonNull(name, "name is null");
    requireNonNull(node, "node is null");
    requireNonNull(zone, "zone is null");
  }

  /** Whether it is known to run on {@code other}. */
  public boolean isOn(String other) {
    return !node.isEmpty() && node.equals(other);
  }
}
