package io.redpoll.bench;

import io.redpoll.endpoint.EventType;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Independent pods: killed and replaced one after the other, stopped and continued a few at a time. */
final class PodTrials {

  private static final int PODS = 9;
  /** So many are stopped in one second: less than half, for else the view would be suspect. */
  private static final int FROZEN = 4;

  private static final long SEED = 20261125;

  private final HealthBench.Plan plan;
  private final Recorder recorder;
  private final Random random = new Random(SEED);

  PodTrials(HealthBench.Plan plan, Recorder recorder) {
    this.plan = plan;
    this.recorder = recorder;
  }

  void run() throws Exception {
    try (HealthRig rig = new HealthRig()) {
      StatefulSet set = rig.cluster()
          .statefulSet(StatefulSetSpec.independent("bench", "cache", "cache", PODS)
              .withServiceLabels(Map.of("redpoll.io/topology", "sharded")));
      rig.deploy(1);
      crashes(rig, set);
      freezes(rig, set);
    }
  }

  private void crashes(HealthRig rig, StatefulSet set) throws InterruptedException {
    Latencies down = new Latencies();
    Latencies up = new Latencies();
    for (int i = 0; i < plan.crashes(); i++) {
      RedisPod pod = set.pod(i % PODS);
      Thread.sleep(random.nextInt(200));
      long killed = System.nanoTime();
      pod.kill();
      down.add(rig.news().await(EventType.ENDPOINT_DOWN, pod.name()).at() - killed);
      long listed = awaitListed(set, pod);
      up.add(rig.news().await(EventType.ENDPOINT_UP, pod.name()).at() - listed);
    }
    down.record(recorder, HealthBench.setting("SIGKILL to endpoint.down"), HealthBench.SUBJECT);
    up.record(recorder, HealthBench.setting("new pod listed to endpoint.up"), HealthBench.SUBJECT);
  }

  /** When the pod's successor answers and stands in the EndpointSlice, to a millisecond. */
  private static long awaitListed(StatefulSet set, RedisPod old) throws InterruptedException {
    while (set.pods().stream()
        .noneMatch(pod -> pod.name().equals(old.name()) && !pod.uid().equals(old.uid()))) {
      Thread.sleep(1);
    }
    return System.nanoTime();
  }

  private void freezes(HealthRig rig, StatefulSet set) throws InterruptedException {
    Latencies down = new Latencies();
    Latencies up = new Latencies();
    for (int first = 0; first < plan.freezes(); first += FROZEN) {
      List<RedisPod> pods = IntStream.range(first, first + FROZEN)
          .mapToObj(i -> set.pod(i % PODS))
          .toList();
      Map<String, Long> frozen = freeze(pods);
      add(down, frozen, rig.news().awaitAll(EventType.ENDPOINT_DOWN, frozen.keySet()));
      Map<String, Long> thawed = new HashMap<>();
      for (RedisPod pod : pods) {
        pod.thaw();
        thawed.put(pod.name(), System.nanoTime());
      }
      add(up, thawed, rig.news().awaitAll(EventType.ENDPOINT_UP, thawed.keySet()));
    }
    down.record(recorder, HealthBench.setting("SIGSTOP to endpoint.down"), HealthBench.SUBJECT);
    up.record(recorder, HealthBench.setting("SIGCONT to endpoint.up"), HealthBench.SUBJECT);
  }

  /** Stops these pods, each at a random moment of a second; since when they stand still. */
  private Map<String, Long> freeze(List<RedisPod> pods) throws InterruptedException {
    long[] moments = random.ints(pods.size(), 0, 1_000).sorted().asLongStream().toArray();
    long begin = System.nanoTime();
    Map<String, Long> frozen = new HashMap<>();
    for (int i = 0; i < moments.length; i++) {
      long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      Thread.sleep(Math.max(0, moments[i] - elapsed));
      // From when it stands still: to stop it takes a process of its own.
      pods.get(i).freeze();
      frozen.put(pods.get(i).name(), System.nanoTime());
    }
    return frozen;
  }

  private static void add(Latencies latencies, Map<String, Long> from, Map<String, Long> to) {
    to.forEach((pod, at) -> latencies.add(at - from.get(pod)));
  }
}
