package io.redpoll.health;

/**
 * How an agent takes part in the end of a split of its cluster. Both parts looked after everything, and may have come to different
 * ends: the word of the part that is joined counts.
 */
public enum Reunion {
  /** The agent's part begins to join another one: from here on it has nothing to say. */
  JOINING,
  /** It has joined, or could not, and looks after its share again, from what is said there. */
  JOINED,
  /** The agent's part was joined by another one, whose members may know of states that were not said here. */
  WAS_JOINED
}
