package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.redis.RedisServerOptions;
import java.util.List;
import java.util.function.Supplier;

/** Starts Sentinels: each watches the primary that the others name, the first ones pod 0. */
final class SentinelServers implements StatefulSetController.Servers {

  private final RedisServerOptions redis;
  private final SentinelSpec spec;
  private final StatefulSet data;
  private final SentinelWord word;
  private volatile Supplier<List<RedisPod>> sentinels = List::of;

  SentinelServers(RedisServerOptions redis, SentinelSpec spec, StatefulSet data) {
    this.redis = redis;
    this.spec = spec;
    this.data = data;
    this.word = new SentinelWord(spec, () -> sentinels.get());
  }

  /** Tells where the running Sentinels can be looked up. */
  void watch(Supplier<List<RedisPod>> pods) {
    sentinels = pods;
  }

  SentinelWord word() {
    return word;
  }

  @Override
  public Supplier<RedisServerOptions> next(int ordinal) {
    return () -> {
      SentinelWord.Address primary =
          word.primary().orElseGet(() -> SentinelWord.Address.of(data.pods().get(0)));
      return redis.withSentinel(spec.lines(primary.host(), primary.port()));
    };
  }
}
