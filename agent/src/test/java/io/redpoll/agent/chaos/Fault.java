package io.redpoll.agent.chaos;

/** What may go wrong. */
enum Fault {
  AGENT_KILLED(3),
  AGENT_TERMINATED(3),
  /** For longer than the heartbeat allows: the others go on without it, and it must find back to them. */
  AGENT_FROZEN(2),
  /** Too short to be missed. */
  AGENT_PAUSED(3),
  /** An agent is cut off from all members of the cluster, for so long that both sides go on by themselves. */
  LINKS_CUT(2),
  /** The same of an application: it works on with what it knows, and must find back to the agents. */
  APPLICATION_CUT(2),
  /** An application stands still for longer than the heartbeat allows. */
  APPLICATION_FROZEN(2),
  API_DOWN(3),
  API_SLOW(3),
  /** Watches end, and where they would go on from is gone (410). */
  API_FORGETS(3),
  REDIS_KILLED(6),
  REDIS_FROZEN(6),
  /** Restarted elsewhere: a pod with another address. */
  REDIS_DELETED(5);

  private final int weight;

  Fault(int weight) {
    this.weight = weight;
  }

  /** The one at {@code point} of a line on which each has its weight as its length. */
  static Fault at(int point) {
    int rest = point;
    for (Fault fault : values()) {
      rest -= fault.weight;
      if (rest < 0) {
        return fault;
      }
    }
    throw new IllegalArgumentException(point + " (expected: less than " + length() + ")");
  }

  static int length() {
    int length = 0;
    for (Fault fault : values()) {
      length += fault.weight;
    }
    return length;
  }
}
