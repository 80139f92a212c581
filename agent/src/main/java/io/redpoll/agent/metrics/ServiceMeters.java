package io.redpoll.agent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.ServiceStatus;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.health.ServiceRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Services and endpoints by status, and series of single Services for a bounded number of them. No pod, address or
 * endpoint is ever a label.
 */
final class ServiceMeters {

  private final int limit;
  private final Tally services;
  private final Tally endpoints;
  private final Tally leftOut;
  private final MultiGauge serviceEndpoints;
  private final MultiGauge servicePrimary;

  /**
   * The meters, none shown yet.
   *
   * @param limit how many Services have series of their own, the first by name; 0 for none
   */
  ServiceMeters(MeterRegistry registry, int limit) {
    this.limit = limit;
    services = Tally.gauges(
        registry, "redpoll.services", "status", "Services that this agent curates, by status");
    for (ServiceStatus status : ServiceStatus.values()) {
      services.atZero(label(status));
    }
    endpoints = Tally.gauges(
        registry, "redpoll.endpoints", "status", "Endpoints of these Services, by status");
    for (Status status : Status.values()) {
      endpoints.atZero(label(status));
    }
    leftOut = Tally.gauge(
        registry,
        "redpoll.service.series.left.out",
        "Services without series of their own, for metrics.services is lower");
    serviceEndpoints = MultiGauge.builder("redpoll.service.endpoints")
        .description("Endpoints of a Service, by whether they may get commands")
        .register(registry);
    servicePrimary = MultiGauge.builder("redpoll.service.primary")
        .description("1 if a Service with one primary has it, 0 if not")
        .register(registry);
  }

  void show(List<Snapshot> snapshots) {
    for (ServiceStatus status : ServiceStatus.values()) {
      services.set(
          label(status),
          snapshots.stream().filter(any -> ServiceRule.conclude(any) == status).count());
    }
    for (Status status : Status.values()) {
      endpoints.set(
          label(status),
          snapshots.stream()
              .flatMap(any -> any.endpoints().stream())
              .filter(any -> any.status() == status)
              .count());
    }
    showOwn(snapshots.stream()
        .sorted(Comparator.comparing(Snapshot::service))
        .limit(limit)
        .toList());
    leftOut.set(Math.max(0, snapshots.size() - limit));
  }

  private void showOwn(List<Snapshot> snapshots) {
    List<Row<?>> usable = new ArrayList<>();
    List<Row<?>> primary = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      Tags tags = Tags.of(
          "namespace",
          snapshot.service().namespace(),
          "service",
          snapshot.service().name());
      long good = snapshot.endpoints().stream().filter(EndpointState::usable).count();
      usable.add(Row.of(tags.and("usable", "true"), good));
      usable.add(Row.of(tags.and("usable", "false"), snapshot.endpoints().size() - good));
      switch (snapshot.topology()) {
        case STANDALONE, REPLICATED ->
          primary.add(Row.of(tags, snapshot.primary().isPresent() ? 1 : 0));
        case SHARDED, CLUSTER, PROXIED, UNKNOWN -> {
          // These have no one primary.
        }
      }
    }
    serviceEndpoints.register(usable, true);
    servicePrimary.register(primary, true);
  }

  private static String label(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
