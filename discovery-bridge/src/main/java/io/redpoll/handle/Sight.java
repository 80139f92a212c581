package io.redpoll.handle;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Snapshot;
import java.util.List;
import java.util.Optional;

/** What is seen of a Service in the registry. */
sealed interface Sight {

  /** The snapshot to route by; empty if there is none. */
  Optional<Snapshot> snapshot();

  /** The endpoints of the snapshot. */
  default List<EndpointState> endpoints() {
    return snapshot().map(Snapshot::endpoints).orElse(List.of());
  }

  /** What to say of it to an application that got no answer. */
  String describe();

  /** Nothing so far. */
  record Unseen() implements Sight {
    @Override
    public Optional<Snapshot> snapshot() {
      return Optional.empty();
    }

    @Override
    public String describe() {
      return "the registry has no record of it";
    }
  }

  /** It was there and is no more. */
  record Removed() implements Sight {
    @Override
    public Optional<Snapshot> snapshot() {
      return Optional.empty();
    }

    @Override
    public String describe() {
      return "it was removed from the registry";
    }
  }

  /** It is there. */
  record Known(Snapshot state) implements Sight {
    @Override
    public Optional<Snapshot> snapshot() {
      return Optional.of(state);
    }

    @Override
    public String describe() {
      return SnapshotWords.describe(state);
    }
  }
}
