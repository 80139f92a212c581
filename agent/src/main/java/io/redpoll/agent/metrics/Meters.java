package io.redpoll.agent.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redpoll.endpoint.Observation;
import io.redpoll.event.EventAddresses;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** All meters of one agent. It is told of things on any thread; {@link #scrape()} is for one at a time. */
public final class Meters implements AgentMeter, AutoCloseable {

  /** The type of what {@link #scrape()} gives. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final AgentFacts facts;
  private final CheckMeters checks = new CheckMeters(registry);
  private final BridgeMeters bridge = new BridgeMeters(registry);
  private final ServiceMeters services;
  private final Timer lag;
  private final Tally ready;
  private final Tally members;
  private final Tally states;
  private final Tally streams;
  private final Tally dropped;
  private final Tally noEvents;

  /**
   * The meters of an agent.
   *
   * @param facts what to read at each scrape
   * @param version of Redpoll
   * @param servicesWithSeries how many Services have series of their own at most
   */
  public Meters(AgentFacts facts, String version, int servicesWithSeries) {
    this.facts = facts;
    this.services = new ServiceMeters(registry, servicesWithSeries);
    Gauge.builder("redpoll.build.info", () -> 1)
        .tags("version", version, "java", String.valueOf(Runtime.version().feature()))
        .description("1, with the versions that run")
        .register(registry);
    ready = Tally.gauge(registry, "redpoll.agent.ready", "1 if the agent is ready");
    lag = Timer.builder("redpoll.event.loop.lag")
        .description("How late the event loop of the agent turned, looked at once a second")
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1))
        .register(registry);
    members = Tally.gauges(
        registry, "redpoll.cluster.members", "kind", "Hazelcast members that this agent sees");
    states = Tally.gauges(
        registry,
        "redpoll.cluster.state",
        "state",
        "1 for how this agent takes part in its cluster");
    streams = Tally.gauge(registry, "redpoll.http.streams", "Event streams that are open");
    dropped = Tally.counters(
            registry, "redpoll.http.streams.dropped", "reason", "Event streams that were ended")
        .atZero("slow");
    noEvents = Tally.counters(
            registry, "redpoll.bus.dropped", "address", "Messages dropped that no Redpoll sends")
        .atZero(EventAddresses.EVENTS);
    jvm().forEach(binder -> binder.bindTo(registry));
  }

  @Override
  public void checked(Observation observation) {
    checks.checked(observation);
  }

  @Override
  public void turned(Duration late) {
    lag.record(late);
  }

  /** A request was answered. {@code route} is one of a fixed set of words, never the path that was asked for. */
  public void answered(String route, int status) {
    registry
        .counter("redpoll.http.requests", "route", route, "status", String.valueOf(status))
        .increment();
  }

  /** So many event streams are open. */
  public void streams(int open) {
    streams.set(open);
  }

  /** An event stream was ended because its client did not read. */
  public void streamDropped() {
    dropped.add("slow");
  }

  /** So many messages came where events come, and were none. */
  public void noEvents(long count) {
    noEvents.set(EventAddresses.EVENTS, count);
  }

  /** All meters as they are now, in the Prometheus text format. */
  public String scrape() {
    ready.set(facts.ready() ? 1 : 0);
    ClusterFacts cluster = facts.cluster();
    members.set("agent", cluster.agents());
    members.set("other", cluster.others());
    for (ClusterFacts.State state : ClusterFacts.State.values()) {
      states.set(state.name().toLowerCase(Locale.ROOT), state == cluster.state() ? 1 : 0);
    }
    facts.bridge().ifPresent(bridge::show);
    services.show(facts.snapshots());
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private List<MeterBinder> jvm() {
    return List.of(
        new JvmMemoryMetrics(),
        collections,
        new JvmThreadMetrics(),
        new ProcessorMetrics(),
        new FileDescriptorMetrics(),
        new UptimeMetrics());
  }
}
