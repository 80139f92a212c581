package io.redpoll.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The mirror of Kubernetes beside the informer of fabric8 and the stock importer. */
final class MirrorBench implements Benchmark {

  private static final String REDPOLL = "redpoll mirror";
  private static final String FABRIC8 = "fabric8 informer";
  private static final String STOCK = "stock importer (Services only)";

  private static final int TOUCHES = 1_000;
  private static final double MILLI = 1e6;

  /** How to make a mirror of the API at a URI. */
  private interface Maker {
    Mirrored at(String uri);
  }

  private record Subject(String name, Maker maker) {}

  private static final List<Subject> SUBJECTS = List.of(
      new Subject(REDPOLL, RedpollMirror::new),
      new Subject(FABRIC8, Fabric8Mirror::new),
      new Subject(STOCK, StockImporter::new));

  @Override
  public String name() {
    return "mirror";
  }

  @Override
  public String about() {
    return "KubernetesSource with 10,000 and 50,000 endpoints beside fabric8's informer and the stock importer";
  }

  @Override
  public String ours() {
    return REDPOLL;
  }

  @Override
  public List<String> peers() {
    return List.of(FABRIC8, STOCK);
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    for (int services : scale == Scale.QUICK ? List.of(1_000) : List.of(1_000, 5_000)) {
      try (MirrorApiProcess api = new MirrorApiProcess(services)) {
        List<Subject> subjects = new ArrayList<>(SUBJECTS);
        for (int round = 1; round <= scale.pace().rounds(); round++) {
          for (Subject subject : subjects) {
            Map<String, Object> setting = Map.of("endpoints", services * MirrorApi.SLICES * 2);
            String number = Integer.toString(round);
            new Round(
                    api,
                    subject,
                    services,
                    (metric, unit, value) -> recorder.add(
                        new Measurement(setting, subject.name(), metric, unit, number, value)))
                .run();
          }
          Collections.reverse(subjects);
        }
      }
    }
  }

  /** Takes a value. */
  private interface Values {
    void add(String metric, String unit, double value);
  }

  /** One subject, from its start to its end. */
  private record Round(MirrorApiProcess api, Subject subject, int services, Values values) {

    void run() throws Exception {
      long before = heap();
      long began = System.nanoTime();
      Mirrored mirror = subject.maker().at(api.uri());
      try {
        mirror.awaitSync();
        values.add("first sync", "ms", (System.nanoTime() - began) / MILLI);
        values.add("heap held", "MiB", (heap() - before) / (double) (1 << 20));
        if (!subject.name().equals(STOCK)) {
          touch(mirror);
          burst(mirror);
        }
      } finally {
        mirror.close();
      }
    }

    private void touch(Mirrored mirror) throws Exception {
      // Whoever still prepares its watch is waited for.
      api.touch(0);
      await(() -> mirror.news().latencies().length > 0);
      Thread.sleep(500);
      mirror.news().forget();
      long allocated = Allocation.bytes();
      for (int i = 0; i < TOUCHES; i++) {
        api.touch(i * 37 % services);
        Thread.sleep(2);
      }
      await(() -> mirror.news().latencies().length >= TOUCHES);
      values.add("allocated per event", "B", (Allocation.bytes() - allocated) / (double) TOUCHES);
      long[] latencies = mirror.news().latencies();
      Arrays.sort(latencies);
      values.add("change p50", "ms", latencies[latencies.length / 2] / MILLI);
      values.add("change p99", "ms", latencies[latencies.length * 99 / 100] / MILLI);
    }

    private void burst(Mirrored mirror) throws Exception {
      int slices = 1_000 * MirrorApi.SLICES;
      String mark = "b" + System.nanoTime();
      mirror.news().countFrom(mark);
      if (mirror instanceof RedpollMirror ours) {
        ours.watchTurns();
        Thread.sleep(200);
      }
      mirror.longestTurn();
      mirror.longestWork();
      long began = System.nanoTime();
      api.burst(slices, mark);
      await(() -> mirror.news().counted() >= slices * 2L);
      values.add("5,000 slices changed and told", "ms", (System.nanoTime() - began) / MILLI);
      long turn = mirror.longestTurn();
      if (turn >= 0) {
        values.add("longest turn meanwhile", "ms", turn / MILLI);
        values.add("longest turn meanwhile, processor time", "ms", mirror.longestWork() / MILLI);
      }
    }

    private interface Condition {
      boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
      long end = System.nanoTime() + 60_000_000_000L;
      while (!condition.holds()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("not all changes were told within 60 s");
        }
        Thread.sleep(1);
      }
    }

    private static long heap() throws InterruptedException {
      for (int i = 0; i < 3; i++) {
        System.gc();
        Thread.sleep(50);
      }
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory();
    }
  }
}
