package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the Kubernetes room tells: the one type that leaves it.
 *
 * <p>The first update after a start is a {@link Reset}. A failing source tells nothing, so what was known stays.
 */
public sealed interface EndpointUpdate {

  /** Hands this update to the method of {@code target} that is its own. */
  void applyTo(Target target);

  /** Where updates go: one method for each kind, so that none is forgotten. Calls come on one Vert.x context. */
  interface Target {

    /** The whole truth: Services that are not in it are gone. */
    void reset(List<ServiceEndpoints> services);

    /** A Service is new, or something of it changed. */
    void upsert(ServiceEndpoints service);

    /** A Service is gone. */
    void remove(ServiceId service);
  }

  /** The whole truth after a full list. */
  record Reset(List<ServiceEndpoints> services) implements EndpointUpdate {
    public Reset {
      services = List.copyOf(services);
    }

    @Override
    public void applyTo(Target target) {
      target.reset(services);
    }
  }

  /** A Service is new, or something of it changed. */
  record Upsert(ServiceEndpoints service) implements EndpointUpdate {
    public Upsert {
      requireNonNull(service, "service is null");
    }

    @Override
    public void applyTo(Target target) {
      target.upsert(service);
    }
  }

  /** A Service is gone. */
  record Remove(ServiceId service) implements EndpointUpdate {
    public Remove {
      requireNonNull(service, "service is null");
    }

    @Override
    public void applyTo(Target target) {
      target.remove(service);
    }
  }
}
