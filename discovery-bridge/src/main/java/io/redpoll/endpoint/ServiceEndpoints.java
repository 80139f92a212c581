package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;

/**
 * One Service and the Redis endpoints that Kubernetes knows of it.
 *
 * @param service the Service
 * @param settings what its labels say
 * @param endpoints its endpoints, kept in the order of shard name and port; each id once
 * @param problems labels that were ignored, and why, in words for its owner
 */
public record ServiceEndpoints(
    ServiceId service, ServiceSettings settings, List<Endpoint> endpoints, List<String> problems) {

  private static final Comparator<Endpoint> BY_SHARD =
      Comparator.comparing(Endpoint::shard).thenComparing(Endpoint::id);

  public ServiceEndpoints {
    requireNonNull(service, "service is null");
    requireNonNull(settings, "settings is null");
    endpoints = endpoints.stream().sorted(BY_SHARD).toList();
    problems = List.copyOf(problems);
  }
}
