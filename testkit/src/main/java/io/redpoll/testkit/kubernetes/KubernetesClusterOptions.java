package io.redpoll.testkit.kubernetes;

import static java.util.Objects.requireNonNull;

import io.redpoll.testkit.redis.RedisServerOptions;

/**
 * How a cluster is started.
 *
 * @param api how its API is served
 * @param redis how the Redis processes of its pods are started
 * @param timing how long Kubernetes takes
 */
public record KubernetesClusterOptions(
    KubernetesApiOptions api, RedisServerOptions redis, PodTiming timing) {

  /** The defaults of all parts. */
  public static final KubernetesClusterOptions DEFAULT = new KubernetesClusterOptions(
      KubernetesApiOptions.DEFAULT, RedisServerOptions.DEFAULT, PodTiming.DEFAULT);

  public KubernetesClusterOptions {
    requireNonNull(api, "api is null");
    requireNonNull(redis, "redis is null");
    requireNonNull(timing, "timing is null");
  }

  public KubernetesClusterOptions withApi(KubernetesApiOptions newApi) {
    return new KubernetesClusterOptions(newApi, redis, timing);
  }

  public KubernetesClusterOptions withRedis(RedisServerOptions newRedis) {
    return new KubernetesClusterOptions(api, newRedis, timing);
  }

  public KubernetesClusterOptions withTiming(PodTiming newTiming) {
    return new KubernetesClusterOptions(api, redis, newTiming);
  }
}
