package io.redpoll.agent;

import java.util.random.RandomGenerator;

/** How an agent is called by others: in causes of events, in logs, and where work is shared. */
final class AgentName {

  private AgentName() {}

  /** The node's name and some random letters, so that it is unique even while a predecessor on the node is still seen. */
  static String of(AgentOptions options, RandomGenerator random) {
    String node = options.get(Keys.NODE);
    return (node.isEmpty() ? "agent" : node) + "/" + String.format("%08x", random.nextInt());
  }
}
