package io.redpoll.bench;

import io.redpoll.endpoint.EventType;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import java.util.Map;
import java.util.Random;

/** Independent pods, one after the other killed and replaced, or stopped and continued. */
final class PodTrials {

  private static final int PODS = 3;
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
    for (int i = 0; i < plan.freezes(); i++) {
      RedisPod pod = set.pod(i % PODS);
      Thread.sleep(random.nextInt(1_000));
      // From when it stands still: to stop it takes a process of its own.
      pod.freeze();
      long frozen = System.nanoTime();
      down.add(rig.news().await(EventType.ENDPOINT_DOWN, pod.name()).at() - frozen);
      pod.thaw();
      long thawed = System.nanoTime();
      up.add(rig.news().await(EventType.ENDPOINT_UP, pod.name()).at() - thawed);
    }
    down.record(recorder, HealthBench.setting("SIGSTOP to endpoint.down"), HealthBench.SUBJECT);
    up.record(recorder, HealthBench.setting("SIGCONT to endpoint.up"), HealthBench.SUBJECT);
  }
}
