package io.redpoll.agent;

import io.redpoll.endpoint.ServiceId;
import java.util.List;

/** The library's {@code io.redpoll.health.Ownership}, method by method, until the agent is built with it. */
interface Ownership {

  String self();

  List<String> agents();

  String curator(ServiceId service);

  void onChange(Runnable listener);

  default boolean curates(ServiceId service) {
    return self().equals(curator(service));
  }

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
