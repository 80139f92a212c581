package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the reply to CLUSTER SLOTS. (CLUSTER SHARDS says more, but servers before Redis 7 do not know it; what it says more, the
 * snapshot knows.) Pure.
 *
 * @see <a href="https://redis.io/docs/latest/commands/cluster-slots/">CLUSTER SLOTS</a>
 */
final class SlotsReply {

  /** What a node is called whose name nobody has been told, though nodes are to be called by name. */
  private static final String NAMELESS = "?";

  private SlotsReply() {}

  /**
   * The map that the node at {@code asked} tells; a node without a host is that node itself. A range whose primary has no address
   * belongs to nobody.
   *
   * @throws IllegalArgumentException if it is no such reply
   */
  static SlotMap read(Response reply, HostAndPort asked) {
    List<SlotMap.Range> ranges = new ArrayList<>();
    for (Response row : list(reply, 0)) {
      list(row, 3);
      List<SlotMap.Member> members = new ArrayList<>();
      for (int i = 3; i < row.size(); i++) {
        member(row.get(i), asked).ifPresent(members::add);
      }
      int first = row.get(0).toInteger();
      int last = row.get(1).toInteger();
      member(row.get(2), asked)
          .ifPresent(primary -> ranges.add(new SlotMap.Range(first, last, primary, members)));
    }
    return SlotMap.of(ranges);
  }

  private static Optional<SlotMap.Member> member(Response node, HostAndPort asked) {
    list(node, 2);
    int port = node.get(1).toInteger();
    List<HostAndPort> aliases = new ArrayList<>();
    if (node.size() > 3 && node.get(3) != null) {
      others(node.get(3)).forEach(host -> aliases.add(new HostAndPort(host, port)));
    }
    String host = node.get(0) == null ? "" : node.get(0).toString();
    if (!host.equals(NAMELESS)) {
      String called = host.isEmpty() ? asked.host() : host;
      return Optional.of(new SlotMap.Member(new HostAndPort(called, port), aliases));
    }
    return aliases.stream().findFirst().map(first -> new SlotMap.Member(first, List.of()));
  }

  /** Names and values in turn, or a map: {@code hostname} and {@code ip}, whichever the node is not called by. */
  private static List<String> others(Response metadata) {
    List<String> hosts = new ArrayList<>();
    if (metadata.isMap()) {
      for (String key : metadata.getKeys()) {
        host(key, metadata.get(key)).ifPresent(hosts::add);
      }
      return hosts;
    }
    for (int i = 0; i + 1 < metadata.size(); i += 2) {
      host(metadata.get(i).toString(), metadata.get(i + 1)).ifPresent(hosts::add);
    }
    return hosts;
  }

  private static Optional<String> host(String key, Response value) {
    boolean said = value != null && !value.toString().isEmpty();
    return said && (key.equals("ip") || key.equals("hostname"))
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  private static Response list(Response value, int least) {
    if (value == null || value.type() != ResponseType.MULTI || value.size() < least) {
      throw new IllegalArgumentException("reply to CLUSTER SLOTS: "
          + (value == null ? "nil" : value.type() + " of " + sizeOf(value))
          + " (expected: an array of at least " + least + ")");
    }
    return value;
  }

  private static int sizeOf(Response value) {
    return value.type() == ResponseType.MULTI ? value.size() : 0;
  }
}
