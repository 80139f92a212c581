package io.redpoll.event;

import io.vertx.core.json.JsonObject;

/**
 * Where an event, or a snapshot, stands in the events of its Service.
 *
 * @param term the reign of one curator; another term is another numbering
 * @param seq 1, 2, 3 … within the term; 0 before the first event
 */
record Position(String term, long seq) {

  static Position of(JsonObject json) {
    return new Position(json.getString("term"), json.getLong("seq"));
  }

  Position next() {
    return new Position(term, seq + 1);
  }

  /** Whether an event at this position may follow directly on {@code earlier}. */
  boolean follows(Position earlier) {
    return equals(earlier.next());
  }

  /** Whether what stands at this position was told already when {@code known} was reached. */
  boolean coveredBy(Position known) {
    return term.equals(known.term) && seq <= known.seq;
  }
}
