package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The multiplexed connection beside the other ways from a JVM to Redis, and beside what Redis can take. */
final class ConnectionBenchmark implements Benchmark {

  private static final List<Integer> SIZES = List.of(16, 1024, 64 * 1024);
  private static final List<Integer> USERS = List.of(1, 16, 64, 256, 512);

  /** From two event loops: one command at a time would use one of them. */
  private static final List<Integer> USERS_OF_TWO = List.of(64, 256, 512);

  /** Shorter than of other benchmarks, since there are so many settings and subjects. */
  private static final Pace FULL = new Pace(2, Duration.ofSeconds(1), Duration.ofMillis(200));

  private static final Pace QUICK = new Pace(2, Duration.ofMillis(800), Duration.ofMillis(200));

  @Override
  public String name() {
    return "connection";
  }

  @Override
  public String about() {
    return "RespConnection beside the stock clients, Lettuce, Jedis and redis-benchmark";
  }

  @Override
  public String ours() {
    return Clients.CONNECTION;
  }

  @Override
  public List<String> peers() {
    return List.of(
        Clients.POOLED,
        Clients.POOLED_64,
        Clients.HELD,
        LettuceClient.OWN_THREAD,
        LettuceClient.SAME_LOOP,
        JedisClient.JEDIS,
        RedisBenchmark.CONNECTIONS,
        RedisBenchmark.PIPELINE);
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    Pace pace = scale == Scale.FULL ? FULL : QUICK;
    try (Rig rig = new Rig(1)) {
      new LoadRun(rig, subjects(rig), pace, recorder)
          .run(settings(scale), RedisBenchmark.find(rig.server()));
    }
    try (Rig rig = new Rig(2)) {
      new LoadRun(rig, subjects(rig), pace, recorder).run(ofTwoLoops(scale), Optional.empty());
    }
  }

  private static List<Subject> subjects(Rig rig) throws TimeoutException {
    List<Subject> subjects = new ArrayList<>(List.of(
        Clients.connection(rig),
        Clients.pooled(rig),
        Clients.pooled64(rig),
        Clients.held(rig),
        LettuceClient.ownThread(rig)));
    if (rig.loops() == 1) {
      subjects.add(LettuceClient.sameLoop(rig));
    }
    subjects.add(JedisClient.open(rig));
    subjects.add(Clients.alone());
    return subjects;
  }

  private static List<Setting> settings(Scale scale) {
    if (scale == Scale.QUICK) {
      return Stream.of(
              Setting.of(Operation.GET, 16, 1, List.of(1, 64, 512)),
              Setting.of(Operation.SET, 1024, 1, List.of(64)),
              Setting.of(Operation.GET, 64 * 1024, 1, List.of(16)))
          .flatMap(List::stream)
          .toList();
    }
    return Stream.of(Operation.values())
        .flatMap(operation ->
            SIZES.stream().flatMap(bytes -> Setting.of(operation, bytes, 1, USERS).stream()))
        .toList();
  }

  private static List<Setting> ofTwoLoops(Scale scale) {
    return scale == Scale.QUICK
        ? Setting.of(Operation.GET, 16, 2, List.of(256))
        : Stream.of(Operation.values())
            .flatMap(operation -> Setting.of(operation, 16, 2, USERS_OF_TWO).stream())
            .toList();
  }
}
