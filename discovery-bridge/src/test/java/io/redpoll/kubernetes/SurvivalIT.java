package io.redpoll.kubernetes;

import static io.redpoll.kubernetes.SliceJson.slice;
import static io.redpoll.testkit.kubernetes.Answers.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.testkit.kubernetes.Answers;
import io.redpoll.testkit.kubernetes.Kind;
import io.redpoll.testkit.kubernetes.Wire;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mirror against an API that breaks again and again: it ends up with what the API has, and never makes anything up. */
@Timeout(value = 1, unit = TimeUnit.HOURS) // The long form.
class SurvivalIT {

  private static final long SEED = Long.getLong("redpoll.survival.seed", 20261123L);
  private static final int BREAKS = Integer.getInteger("redpoll.survival.breaks", 1_000);
  private static final int SERVICES = 6;

  // Each break logs a line, as it should, and nobody reads a thousand.
  private final Logger logger = Logger.getLogger("io.redpoll.kubernetes");
  private final Random random = new Random(SEED);
  private final Rig rig = Rig.streaming();
  private final Wire wire = Wire.to(rig.api.uri());
  private final Queue<EndpointUpdate> updates = new ConcurrentLinkedQueue<>();
  private final Model model = new Model();
  private final Map<String, Integer> pods = new TreeMap<>();

  @BeforeEach
  void quiet() {
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void close() {
    logger.setLevel(null);
    rig.close();
    wire.close();
  }

  @Test
  void afterEachOfAThousandBreaksTheMirrorIsWhatTheApiIs() {
    start();
    for (int round = 0; round < BREAKS; round++) {
      try {
        change(random.nextInt(3));
        breakOnce();
        change(random.nextInt(3));
        converge();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + SEED + ", break " + round + ": " + e.getMessage(), e);
      }
    }
    KubernetesMetrics metrics = rig.source().metrics();
    assertThat(metrics.watchesEnded()).isGreaterThan(BREAKS / 2);
  }

  @Test
  void anHourWithoutApiTakesNothingAwayAndEndsInOneRequest() {
    change(10);
    start();
    converge();
    rig.requests();
    wire.down();
    Duration outage = Duration.ZERO;
    int attempts = 0;
    while (outage.compareTo(Duration.ofHours(1)) < 0) {
      outage = outage.plus(rig.time.pass());
      attempts++;
    }
    VirtualTime.Pause retry = rig.time.await();
    assertThat(attempts).isBetween(30, 130);
    assertThat(updates).isEmpty();
    assertThat(rig.source().status().synced()).isTrue();
    assertThat(rig.source().status().lastError()).contains("not reachable");
    change(5);
    wire.up();
    rig.time.run(retry);
    converge();
    assertThat(rig.requests()).singleElement().asString().contains("watch=1", "resourceVersion=");
  }

  @Test
  void anHourWithoutApiThatForgotMeanwhileEndsInOneList() {
    change(10);
    start();
    converge();
    rig.requests();
    wire.down();
    for (Duration outage = Duration.ZERO; outage.compareTo(Duration.ofHours(1)) < 0; ) {
      outage = outage.plus(rig.time.pass());
    }
    change(5);
    rig.api.compact();
    VirtualTime.Pause retry = rig.time.await();
    wire.up();
    rig.time.run(retry);
    converge();
    assertThat(rig.requests()).hasSize(2).last().asString().contains("sendInitialEvents=true");
  }

  private void start() {
    KubernetesOptions direct = rig.options();
    KubernetesOptions options = KubernetesOptions.of(URI.create(wire.uri()));
    assertThat(direct.server()).isNotEqualTo(options.server());
    Rig.await(rig.source(options, updates::add).start());
    Rig.until(() -> updates.peek() instanceof Reset);
  }

  private void breakOnce() {
    switch (random.nextInt(12)) {
      case 0, 1 -> rig.api.dropWatches();
      case 2 -> wire.cut();
      case 3, 4 -> {
        wire.cutAfter(1 + random.nextInt(600));
        change(2);
      }
      case 5 -> error(410);
      case 6 -> error(List.of(429, 500, 504, 599).get(random.nextInt(4)));
      case 7 -> refuse(List.of(401, 403, 404, 410, 429, 500, 503).get(random.nextInt(7)));
      case 8 -> {
        rig.api.compact();
        change(1);
        rig.api.compact();
        rig.api.dropWatches();
      }
      case 9 -> {
        wire.down();
        change(random.nextInt(3));
        wire.up();
      }
      case 10 -> {
        rig.nextList(Answers.body("<html>maintenance</html>"));
        rig.nextList(Answers.truncated("{\"kind\":\"EndpointSliceList\",\"items\":["));
        refuse(410);
      }
      default -> {
        rig.nextWatch(Answers.endAtOnce());
        rig.api.dropWatches();
      }
    }
  }

  private void error(int code) {
    rig.nextWatch(Answers.stream(event("ERROR", Answers.statusObject(code))));
    rig.api.dropWatches();
  }

  private void refuse(int code) {
    rig.nextWatch(Answers.status(code));
    rig.api.dropWatches();
  }

  private void change(int times) {
    for (int i = 0; i < times; i++) {
      String service = "s" + random.nextInt(SERVICES);
      String name = service + "-" + random.nextInt(2);
      if (random.nextInt(4) == 0) {
        if (pods.remove(name) != null) {
          model.became(service, pods);
          rig.api.delete(Kind.ENDPOINT_SLICE, "shop", name);
        }
      } else {
        pods.put(name, random.nextInt(100));
        model.became(service, pods);
        rig.api.apply(sliceJson(service, name, pods.get(name)));
      }
    }
  }

  private static JsonObject sliceJson(String service, String name, int pod) {
    return slice(service, name)
        .redis()
        .pod("redis-" + pod, "u-" + pod, "10.0.0." + (pod + 1))
        .json();
  }

  private void converge() {
    Rig.until(() -> {
      rig.time.passIfAny();
      for (EndpointUpdate update = updates.poll(); update != null; update = updates.poll()) {
        update.applyTo(model);
      }
      return model.isMirrored();
    });
  }

  /** What each Service was, one state after the other, and which of them the mirror told last. */
  private static final class Model implements EndpointUpdate.Target {
    private final Map<ServiceId, List<Optional<Set<String>>>> history = new HashMap<>();
    private final Map<ServiceId, Integer> told = new HashMap<>();

    void became(String service, Map<String, Integer> pods) {
      Set<String> addresses = new TreeSet<>();
      boolean there = false;
      for (Map.Entry<String, Integer> slice : pods.entrySet()) {
        if (slice.getKey().startsWith(service + "-")) {
          there = true;
          addresses.add("10.0.0." + (slice.getValue() + 1));
        }
      }
      states(new ServiceId("shop", service)).add(there ? Optional.of(addresses) : Optional.empty());
    }

    boolean isMirrored() {
      return history.entrySet().stream().allMatch(entry -> {
        List<Optional<Set<String>>> states = entry.getValue();
        int at = told.getOrDefault(entry.getKey(), 0);
        return states.get(at).equals(states.get(states.size() - 1));
      });
    }

    @Override
    public void reset(List<ServiceEndpoints> services) {
      services.forEach(this::upsert);
    }

    @Override
    public void upsert(ServiceEndpoints service) {
      Set<String> addresses = service.endpoints().stream()
          .map(endpoint -> endpoint.address().host())
          .collect(Collectors.toCollection(TreeSet::new));
      tell(service.service(), Optional.of(addresses));
    }

    @Override
    public void remove(ServiceId service) {
      tell(service, Optional.empty());
    }

    /** It must be a state that was, and none from before the one that was told last. */
    private void tell(ServiceId service, Optional<Set<String>> state) {
      List<Optional<Set<String>>> states = states(service);
      int from = told.getOrDefault(service, 0);
      List<Optional<Set<String>>> since = states.subList(from, states.size());
      int at = since.indexOf(state);
      if (at < 0) {
        throw new AssertionError(
            service + " was told as " + state + " (expected: one of " + since + ")");
      }
      told.put(service, from + at);
    }

    private List<Optional<Set<String>>> states(ServiceId service) {
      return history.computeIfAbsent(
          service, id -> new ArrayList<>(List.of(Optional.<Set<String>>empty())));
    }
  }
}
