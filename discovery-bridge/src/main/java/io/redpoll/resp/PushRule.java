package io.redpoll.resp;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Set;

/**
 * Tells what comes by itself from what answers a command. RESP3 marks it; in RESP2 a subscriber's messages look like
 * replies, so it takes knowing that the connection is subscribed. Its connection's event loop.
 */
final class PushRule {

  private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");
  private static final Set<String> CONFIRMATIONS = Set.of(
      "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe");

  private long channels;
  private long shardChannels;
  private boolean monitoring;

  /** Whether a frame is a push, {@code head} being the oldest command without a reply, null for none. */
  boolean isPush(Response frame, InFlight head) {
    if (frame == null) {
      return false;
    }
    return switch (frame.type()) {
      case PUSH -> {
        count(kind(frame), frame);
        yield true;
      }
      case MULTI -> isSubscriberArray(frame, head);
      case SIMPLE -> monitoring && isMonitorLine(frame.toString());
      default -> false;
    };
  }

  /** Learns from a reply to a command: what MONITOR and RESET do is seen here. */
  void replied(InFlight entry, Response reply) {
    if (reply != null && reply.type() == ResponseType.SIMPLE) {
      monitoring |= entry.is("MONITOR");
      if (entry.is("RESET")) {
        monitoring = false;
        channels = 0;
        shardChannels = 0;
      }
    }
  }

  /** The first word of a push or of a subscriber's array, empty if it has none. */
  static String kind(Response frame) {
    Response first = frame.size() > 0 && !frame.isMap() ? frame.get(0) : null;
    return first == null ? "" : first.toString();
  }

  /** They begin with a time, {@code 1339518083.107412 [0 127.0.0.1:60866] "keys" "*"}; OK, PONG and RESET do not. */
  private static boolean isMonitorLine(String line) {
    return !line.isEmpty() && line.charAt(0) >= '0' && line.charAt(0) <= '9';
  }

  private boolean isSubscriberArray(Response frame, InFlight head) {
    if (frame.isMap() || frame.size() < 3) {
      return false;
    }
    boolean expected = head != null && head.awaitsConfirmation();
    if (!expected && channels + shardChannels == 0) {
      return false;
    }
    String kind = kind(frame);
    count(kind, frame);
    return MESSAGES.contains(kind) || CONFIRMATIONS.contains(kind);
  }

  private void count(String kind, Response frame) {
    if (CONFIRMATIONS.contains(kind) && frame.size() == 3 && frame.get(2) != null) {
      long left = frame.get(2).toLong();
      if (kind.equals("ssubscribe") || kind.equals("sunsubscribe")) {
        shardChannels = left;
      } else {
        channels = left;
      }
    }
  }
}
