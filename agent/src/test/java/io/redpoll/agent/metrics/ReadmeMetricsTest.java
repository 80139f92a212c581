package io.redpoll.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.BridgeMetrics;
import io.redpoll.agent.Samples;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.EventMetrics;
import io.redpoll.kubernetes.KubernetesMetrics;
import io.redpoll.kubernetes.KubernetesMetrics.Mirrored;
import io.redpoll.kubernetes.KubernetesStatus;
import io.redpoll.registry.RegistryMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is served is what the README lists: each name, with its labels, and no more. */
class ReadmeMetricsTest {

  private static final Path README = Path.of("..", "README.md");

  /** A row of the table: {@code | `name` | `label`, `label` | what |}. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `((?:redpoll|jvm|process|system)_[a-z0-9_]+)` \\|([^|]*)\\|.*$");

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z0-9_]+)(?:\\{(.*)})? [-+0-9.eENIafn]+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  private final Facts facts = new Facts();
  private final Meters meters = new Meters(facts, "0.1.0", 2);

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void everyMetricWithItsLabelsStandsInTheReadmeAndTheOtherWayRound() throws IOException {
    meters.turned(Duration.ofMillis(2));
    meters.checked(new Observation(
        EndpointId.ofPod("shop", "uid-0", 6379),
        "agent-1",
        Instant.EPOCH,
        new Unreached(Failure.REFUSED, "connection refused")));
    meters.answered("LIVE", 200);
    Map<String, Set<String>> served = served();
    // Told by the JVM when it happens, so they may be absent from a young process.
    Map<String, Set<String>> listed = listed();
    Set<String> later = new TreeSet<>(listed.keySet());
    later.removeAll(served.keySet());

    assertThat(later).allMatch(name -> name.startsWith("jvm_gc_"));
    listed.keySet().removeAll(later);
    assertThat(served).isEqualTo(listed);
  }

  @Test
  void op20_noPodAddressOrEndpointIsALabelAndSeriesOfServicesAreBounded() {
    String text = meters.scrape();

    assertThat(text)
        .doesNotContain("uid-", "10.1.0.", "redis-0")
        .contains(
            "redpoll_service_endpoints{namespace=\"shop\",service=\"cache-0\",usable=\"true\"} 1.0")
        .contains("redpoll_service_primary{namespace=\"shop\",service=\"cache-1\"} 1.0")
        .doesNotContain("cache-2")
        .contains("redpoll_service_series_left_out 3.0")
        .contains("redpoll_services{status=\"up\"} 5.0")
        .contains("redpoll_endpoints{status=\"up\"} 5.0");
  }

  @Test
  void aServiceThatIsGoneLeavesNoSeries() {
    meters.scrape();
    facts.snapshots = List.of();

    assertThat(meters.scrape())
        .doesNotContain("cache-0")
        .contains("redpoll_services{status=\"up\"} 0.0");
  }

  @Test
  void countersOfTheLibraryAreShownByTheirLabels() {
    assertThat(meters.scrape())
        .contains("redpoll_kubernetes_failures_total{kind=\"unreachable\"} 7.0")
        .contains("redpoll_registry_writes_total{kind=\"update\"} 11.0")
        .contains("redpoll_registry_repairs_total 5.0")
        .contains("redpoll_events_total{type=\"endpoint.down\"} 3.0")
        .contains("redpoll_events_total{type=\"primary.split\"} 0.0")
        .contains("redpoll_bus_dropped_total{address=\"redpoll.snapshot.agent\"} 3.0")
        .contains("redpoll_cluster_state{state=\"member\"} 1.0")
        .contains("redpoll_cluster_members{kind=\"agent\"} 3.0")
        .contains("redpoll_checks_total{outcome=\"healthy\"} 0.0");
  }

  /** Names of families, as PromQL uses them, with the labels of their samples but those that the format adds. */
  private Map<String, Set<String>> served() {
    Map<String, Set<String>> families = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(meters.scrape());
    while (sample.find()) {
      String name = sample.group(1).replaceFirst("(_seconds)_(bucket|count|sum)$", "$1");
      Set<String> labels = families.computeIfAbsent(name, any -> new TreeSet<>());
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        if (!label.group(1).equals("le")) {
          labels.add(label.group(1));
        }
      }
    }
    return families;
  }

  private static Map<String, Set<String>> listed() throws IOException {
    Map<String, Set<String>> families = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(README));
    while (row.find()) {
      Set<String> labels = new TreeSet<>();
      Arrays.stream(row.group(2).split(","))
          .map(label -> label.replace("`", "").strip())
          .filter(label -> !label.isEmpty())
          .forEach(labels::add);
      families.put(row.group(1), labels);
    }
    return families;
  }

  private static final class Facts implements AgentFacts {
    private List<Snapshot> snapshots =
        IntStream.range(0, 5).mapToObj(i -> Samples.snapshot("shop/cache-" + i)).toList();

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public Optional<BridgeMetrics> bridge() {
      return Optional.of(new BridgeMetrics(
          new KubernetesStatus(true, Optional.of(Instant.EPOCH), "", 0),
          new KubernetesMetrics(
              Map.of("start", 1L),
              2,
              1,
              Duration.ofSeconds(9),
              Map.of("changed", 4L),
              Map.of("unreachable", 7L),
              Map.of("port", 1L),
              1,
              new Mirrored(1, 0, 1, 1)),
          new RegistryMetrics(11, 2, 3, 4, 5),
          new EventMetrics(Map.of(EventType.ENDPOINT_DOWN, 3L)),
          Map.of("redpoll.snapshot.agent.node-1/aa", 1L, "redpoll.snapshot.agent.node-1/bb", 2L)));
    }

    @Override
    public List<Snapshot> snapshots() {
      return snapshots;
    }

    @Override
    public ClusterFacts cluster() {
      return new ClusterFacts(ClusterFacts.State.MEMBER, 3, 2);
    }
  }
}
