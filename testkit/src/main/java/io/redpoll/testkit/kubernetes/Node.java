package io.redpoll.testkit.kubernetes;

import static java.util.Objects.requireNonNull;

/**
 * A node that pods run on.
 *
 * @param name its name
 * @param zone the zone that it stands in
 */
public record Node(String name, String zone) {

  public Node {
    requireNonNull(name, "name is null");
    requireNonNull(zone, "zone is null");
  }
}
