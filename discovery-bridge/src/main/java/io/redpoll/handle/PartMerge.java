package io.redpoll.handle;

import io.redpoll.resp.Merge;
import io.redpoll.resp.Requests;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.List;

/** Puts the replies to the parts of a command together. Pure. */
final class PartMerge {

  private PartMerge() {}

  /** The reply to the whole command; {@code replies} are in the order of {@code parts}. */
  static Response merge(Merge merge, List<Route.Part> parts, List<Response> replies) {
    return switch (merge) {
      case SUM -> Requests.number(replies.stream().mapToLong(Response::toLong).sum());
      case ALL_OK -> Requests.ok();
      case ARRAY_IN_ORDER -> inOrder(parts, replies);
      case NONE -> throw new IllegalStateException("a command that must not be split was split");
    };
  }

  private static Response inOrder(List<Route.Part> parts, List<Response> replies) {
    int keys = parts.stream().mapToInt(part -> part.keys().size()).sum();
    Response[] elements = new Response[keys];
    for (int i = 0; i < parts.size(); i++) {
      List<Integer> positions = parts.get(i).keys();
      for (int j = 0; j < positions.size(); j++) {
        elements[positions.get(j)] = replies.get(i).get(j);
      }
    }
    return Requests.arrayOf(Arrays.asList(elements));
  }
}
