package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * Tells the time by a primary's replication offset: whoever has come to an offset has all that was written before the primary was
 * asked and said so. So a replica's offset becomes a point in time, without any clock but our own. Belongs to one thread.
 */
final class ReplicationClock {

  private static final int MOST_SAMPLES = 256;

  private final Deque<Sample> newestFirst = new ArrayDeque<>();
  private EndpointId primary;

  /** {@code id}, asked at {@code at}, has {@code offset}. Another primary, or one that starts anew, starts the clock anew. */
  void primaryHas(EndpointId id, long offset, long at) {
    Sample newest = newestFirst.peekFirst();
    if (!id.equals(primary) || (newest != null && offset < newest.offset())) {
      newestFirst.clear();
      primary = id;
    } else if (newest != null && newest.offset() == offset) {
      newestFirst.removeFirst();
    }
    newestFirst.addFirst(new Sample(offset, at));
    if (newestFirst.size() > MOST_SAMPLES) {
      newestFirst.removeLast();
    }
  }

  /** The latest moment of which a replica with {@code offset} is known to have everything; empty if none is. */
  OptionalLong asOf(long offset) {
    for (Iterator<Sample> samples = newestFirst.iterator(); samples.hasNext(); ) {
      Sample sample = samples.next();
      if (sample.offset() <= offset) {
        return OptionalLong.of(sample.at());
      }
    }
    return OptionalLong.empty();
  }

  private record Sample(long offset, long at) {}
}
