package io.redpoll.health;

import io.redpoll.endpoint.ServiceId;
import java.util.List;

/**
 * Which agent looks after which Service. Every agent comes to the same answer from the same membership.
 *
 * <p>All methods may be called on any thread.
 */
public interface Ownership {

  /** The name of this agent, unique among live agents. */
  String self();

  /** The names of the live agents, this one among them, sorted. */
  List<String> agents();

  /** The agent that checks, judges and writes down {@code service}. */
  String curator(ServiceId service);

  /** Has {@code listener} run, on any thread, after each change of membership. One listener at a time. */
  void onChange(Runnable listener);

  /** Whether this agent looks after {@code service}. */
  default boolean curates(ServiceId service) {
    return self().equals(curator(service));
  }

  /** The ownership of an agent that has no peers: everything is its own, for ever. */
  static Ownership alone(String self) {
    return new Ownership() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public List<String> agents() {
        return List.of(self);
      }

      @Override
      public String curator(ServiceId service) {
        return self;
      }

      @Override
      public void onChange(Runnable listener) {
        // Membership never changes.
      }
    };
  }
}
