package io.redpoll.probe;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * What INFO says, as far as it says it: proxies and old servers leave things out.
 *
 * @param runId {@code run_id}, empty if it did not tell
 * @param clusterMode whether {@code redis_mode} is {@code cluster}
 */
record InfoReply(String runId, boolean clusterMode) {

  static final InfoReply NOTHING = new InfoReply("", false);

  static InfoReply parse(Response reply) {
    if (reply == null || reply.type() != ResponseType.BULK) {
      return NOTHING;
    }
    String runId = "";
    boolean clusterMode = false;
    for (String line : reply.toString().split("\r?\n", -1)) {
      if (line.startsWith("run_id:")) {
        runId = line.substring("run_id:".length());
      } else if (line.startsWith("redis_mode:")) {
        clusterMode = line.endsWith(":cluster");
      }
    }
    return new InfoReply(runId, clusterMode);
  }
}
