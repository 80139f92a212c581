package io.redpoll.handle;

import io.redpoll.resp.Requests;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Makes one reply of those that the shards gave to one command. Pure. */
@FunctionalInterface
interface Gather {

  /** The reply to the whole; {@code replies} has at least one, and all in the order of the shards. */
  Response gather(List<Response> replies);

  /** They are counts: their sum. */
  static Response sum(List<Response> replies) {
    return Requests.number(replies.stream().mapToLong(Response::toLong).sum());
  }

  /** They are lists: one behind the other. */
  static Response concatenation(List<Response> replies) {
    List<Response> all = new ArrayList<>();
    replies.forEach(reply -> reply.forEach(all::add));
    return Requests.arrayOf(all);
  }

  /** They say the same, OK or a name: the first of them. */
  static Response same(List<Response> replies) {
    return replies.get(0);
  }

  /** They are lists of 0 and 1 for the same questions: 1 where all say 1. */
  static Response unanimous(List<Response> replies) {
    List<Response> all = new ArrayList<>();
    for (int i = 0; i < replies.get(0).size(); i++) {
      int question = i;
      all.add(Requests.number(replies.stream()
          .mapToLong(reply -> reply.get(question).toLong())
          .min()
          .orElseThrow()));
    }
    return Requests.arrayOf(all);
  }
}
