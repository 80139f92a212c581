package io.redpoll.agent.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers that others count, by one label or none, as one family of meters. */
final class Tally {

  private final String name;
  private final Optional<String> label;
  private final String help;
  private final Kind kind;
  private final MeterRegistry registry;
  private final Map<String, AtomicLong> numbers = new ConcurrentHashMap<>();

  private enum Kind {
    COUNTER,
    GAUGE
  }

  private Tally(
      MeterRegistry registry, Kind kind, String name, Optional<String> label, String help) {
    this.registry = registry;
    this.kind = kind;
    this.name = name;
    this.label = label;
    this.help = help;
  }

  /** Numbers that only grow, one for each value of {@code label}. */
  static Tally counters(MeterRegistry registry, String name, String label, String help) {
    return new Tally(registry, Kind.COUNTER, name, Optional.of(label), help);
  }

  /** A number that only grows. */
  static Tally counter(MeterRegistry registry, String name, String help) {
    return new Tally(registry, Kind.COUNTER, name, Optional.empty(), help).atZero("");
  }

  /** Numbers that come and go, one for each value of {@code label}. */
  static Tally gauges(MeterRegistry registry, String name, String label, String help) {
    return new Tally(registry, Kind.GAUGE, name, Optional.of(label), help);
  }

  /** A number that comes and goes. */
  static Tally gauge(MeterRegistry registry, String name, String help) {
    return new Tally(registry, Kind.GAUGE, name, Optional.empty(), help).atZero("");
  }

  /** Shows {@code value} from the start, so that its first step is seen as one. */
  Tally atZero(String value) {
    number(value);
    return this;
  }

  void set(long number) {
    set("", number);
  }

  void set(String value, long number) {
    number(value).set(number);
  }

  void add(String value) {
    number(value).incrementAndGet();
  }

  /** Takes all numbers on; one that is not among them any more is 0. */
  void setAll(Map<String, Long> all) {
    numbers.forEach((value, number) -> number.set(all.getOrDefault(value, 0L)));
    all.forEach(this::set);
  }

  private AtomicLong number(String value) {
    return numbers.computeIfAbsent(value, this::register);
  }

  private AtomicLong register(String value) {
    AtomicLong number = new AtomicLong();
    String[] tags = label.map(key -> new String[] {key, value}).orElseGet(() -> new String[0]);
    switch (kind) {
      case COUNTER ->
        FunctionCounter.builder(name, number, AtomicLong::doubleValue)
            .tags(tags)
            .description(help)
            .register(registry);
      case GAUGE ->
        Gauge.builder(name, number, AtomicLong::doubleValue)
            .tags(tags)
            .description(help)
            .register(registry);
    }
    return number;
  }
}
