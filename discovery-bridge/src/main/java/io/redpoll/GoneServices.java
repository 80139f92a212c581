package io.redpoll;

import io.redpoll.endpoint.ServiceId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The Services that Kubernetes took away last, whoever curated them: the agent that did need not have heard of it. Belongs to one
 * context.
 */
final class GoneServices {

  /** The next full list finds what is left of those before. */
  private static final int MOST = 1_000;

  /** The latest last. */
  private final Set<ServiceId> services = new LinkedHashSet<>();

  /** It was taken away. */
  void add(ServiceId service) {
    services.remove(service);
    services.add(service);
    if (services.size() > MOST) {
      services.remove(services.iterator().next());
    }
  }

  /** It is there again. */
  void remove(ServiceId service) {
    services.remove(service);
  }

  boolean contains(ServiceId service) {
    return services.contains(service);
  }
}
