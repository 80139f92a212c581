package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.redis.RedisServerException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a set of Sentinels says. Its methods block, and belong on threads that may. */
final class SentinelWord {

  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final long STEP_MILLIS = 50;

  private final SentinelSpec spec;
  private final Supplier<List<RedisPod>> sentinels;

  SentinelWord(SentinelSpec spec, Supplier<List<RedisPod>> sentinels) {
    this.spec = spec;
    this.sentinels = sentinels;
  }

  /** Where a primary is. */
  record Address(String host, int port) {

    static Address of(RedisPod pod) {
      return new Address(pod.host(), pod.port());
    }

    List<String> replicaOf() {
      return List.of("--replicaof", host, Integer.toString(port));
    }
  }

  /** The primary that most of those name who answer; empty if none does. */
  Optional<Address> primary() {
    Map<Address, Long> votes = sentinels.get().stream()
        .filter(pod -> pod.alive() && !pod.frozen())
        .flatMap(pod -> named(pod).stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return votes.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  /** The primary, as soon as it is one of these pods and runs: so long a pod that asks has to wait. */
  Address awaitPrimary(Supplier<List<RedisPod>> pods) {
    await(
        "name a pod that runs",
        () -> primary()
            .filter(named -> pods.get().stream()
                .anyMatch(pod -> pod.alive() && Address.of(pod).equals(named)))
            .isPresent());
    return primary().orElseThrow();
  }

  /** Returns when each knows all others and all replicas. */
  void awaitComplete(int sentinelCount, int dataCount) {
    List<String> wanted = List.of(
        "num-slaves\n" + (dataCount - 1) + "\n",
        "num-other-sentinels\n" + (sentinelCount - 1) + "\n");
    await(
        "know each other and " + (dataCount - 1) + " replicas",
        () -> sentinels.get().stream().allMatch(pod -> {
          String master = ask(pod, "SENTINEL", "MASTER", spec.monitored()) + "\n";
          return wanted.stream().allMatch(master::contains);
        }));
  }

  private Optional<Address> named(RedisPod sentinel) {
    String answer = ask(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", spec.monitored());
    String[] lines = answer.split("\n", -1);
    return lines.length == 2
        ? Optional.of(new Address(lines[0], Integer.parseInt(lines[1])))
        : Optional.empty();
  }

  private String ask(RedisPod sentinel, String... words) {
    try {
      return spec.password().isEmpty()
          ? sentinel.command(words)
          : sentinel.commandAs(spec.password(), words);
    } catch (RedisServerException silent) {
      // One that is dead or frozen has no word.
      return "";
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(spec + ": they do not " + what);
      }
      try {
        Thread.sleep(STEP_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(spec + ": interrupted", interrupted);
      }
    }
  }
}
