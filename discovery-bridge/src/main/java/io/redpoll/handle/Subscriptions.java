package io.redpoll.handle;

import io.redpoll.resp.Requests;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a connection is subscribed to, so that another one can be. Belongs to the connection's event loop. */
final class Subscriptions {

  private final Set<ByteBuffer> channels = new LinkedHashSet<>();
  private final Set<ByteBuffer> patterns = new LinkedHashSet<>();
  private final Set<ByteBuffer> shardChannels = new LinkedHashSet<>();

  boolean isEmpty() {
    return channels.isEmpty() && patterns.isEmpty() && shardChannels.isEmpty();
  }

  /** Whether it is subscribed to this shard channel. */
  boolean hasShardChannel(byte[] channel) {
    return shardChannels.contains(ByteBuffer.wrap(channel));
  }

  /** The server confirmed {@code request}. */
  void confirmed(Request request) {
    switch (Requests.name(request)) {
      case "SUBSCRIBE" -> channels.addAll(names(request));
      case "PSUBSCRIBE" -> patterns.addAll(names(request));
      case "SSUBSCRIBE" -> shardChannels.addAll(names(request));
      default -> {
        // One that takes away: done when it was asked for.
      }
    }
  }

  /** {@code request} is on its way: what it gives up is given up, whether the server hears of it or not. */
  void asked(Request request) {
    switch (Requests.name(request)) {
      case "UNSUBSCRIBE" -> remove(channels, names(request));
      case "PUNSUBSCRIBE" -> remove(patterns, names(request));
      case "SUNSUBSCRIBE" -> remove(shardChannels, names(request));
      default -> {
        // One that adds: it counts when the server has confirmed it.
      }
    }
  }

  /** The commands that subscribe another connection to the same. A cluster takes one shard channel at a time. */
  List<Request> commands() {
    List<Request> commands = new ArrayList<>();
    if (!channels.isEmpty()) {
      commands.add(command(Command.SUBSCRIBE, channels));
    }
    if (!patterns.isEmpty()) {
      commands.add(command(Command.PSUBSCRIBE, patterns));
    }
    shardChannels.forEach(
        channel -> commands.add(command(Command.create("SSUBSCRIBE"), Set.of(channel))));
    return commands;
  }

  private static Request command(Command command, Set<ByteBuffer> names) {
    return Requests.of(command, names.stream().map(ByteBuffer::array).toList());
  }

  private static List<ByteBuffer> names(Request request) {
    return Requests.arguments(request).stream().map(ByteBuffer::wrap).toList();
  }

  /** None named means all. */
  private static void remove(Set<ByteBuffer> from, List<ByteBuffer> names) {
    if (names.isEmpty()) {
      from.clear();
    } else {
      names.forEach(from::remove);
    }
  }
}
