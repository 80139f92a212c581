package io.redpoll.probe;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Monitored.Flag;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What SENTINEL MASTERS and SENTINEL REPLICAS say: lists of instances, each of which is a map, or in RESP2 an array of fields
 * and values. Pure; what makes no sense is left out, and no more is kept than anybody runs.
 */
final class SentinelReply {

  private static final int MAX_INSTANCES = 128;
  private static final int MAX_TEXT = 255;
  private static final int MAX_PORT = 65535;
  private static final Comparator<HostAndPort> BY_ADDRESS =
      Comparator.comparing(HostAndPort::host).thenComparing(HostAndPort::port);

  private SentinelReply() {}

  static boolean isList(Response reply) {
    return reply != null && reply.type() == ResponseType.MULTI && reply.isArray();
  }

  /** The primaries, without their replicas, by name. */
  static List<Monitored> masters(Response reply) {
    return instances(reply)
        .flatMap(fields -> monitored(fields).stream())
        .sorted(Comparator.comparing(Monitored::name))
        .toList();
  }

  /** The same with the replicas that this answer to SENTINEL REPLICAS lists. */
  static Monitored withReplicas(Monitored master, Answer answer) {
    return new Monitored(
        master.name(),
        master.primary(),
        instances(answer.reply())
            .flatMap(fields -> address(fields).stream())
            .distinct()
            .sorted(BY_ADDRESS)
            .toList(),
        master.quorum(),
        master.otherSentinels(),
        master.epoch(),
        master.flags());
  }

  private static Optional<Monitored> monitored(Map<String, String> fields) {
    String name = fields.getOrDefault("name", "");
    long quorum = number(fields, "quorum");
    long others = number(fields, "num-other-sentinels");
    long epoch = number(fields, "config-epoch");
    if (name.isEmpty() || quorum < 0 || others < 0 || epoch < 0) {
      return Optional.empty();
    }
    return address(fields)
        .map(primary -> new Monitored(
            name, primary, List.of(), (int) quorum, (int) others, epoch, flags(fields)));
  }

  private static Optional<HostAndPort> address(Map<String, String> fields) {
    String host = fields.getOrDefault("ip", "");
    long port = number(fields, "port");
    return host.isEmpty() || port < 1 || port > MAX_PORT
        ? Optional.empty()
        : Optional.of(new HostAndPort(host, (int) port));
  }

  private static Set<Flag> flags(Map<String, String> fields) {
    List<String> words = List.of(fields.getOrDefault("flags", "").split(","));
    return Arrays.stream(Flag.values())
        .filter(flag -> words.contains(flag.name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  /** The number in a field, -1 if it is none, or more than counts of anything here can be. */
  private static long number(Map<String, String> fields, String field) {
    try {
      long number = Long.parseLong(fields.getOrDefault(field, ""));
      return field.equals("config-epoch") || number <= Integer.MAX_VALUE ? number : -1;
    } catch (NumberFormatException absurd) {
      return -1;
    }
  }

  private static Stream<Map<String, String>> instances(Response reply) {
    return isList(reply)
        ? IntStream.range(0, Math.min(reply.size(), MAX_INSTANCES))
            .mapToObj(i -> fields(reply.get(i)))
        : Stream.empty();
  }

  private static Map<String, String> fields(Response instance) {
    Map<String, String> fields = new HashMap<>();
    if (instance == null || instance.type() != ResponseType.MULTI) {
      return fields;
    }
    if (instance.isMap()) {
      instance.getKeys().forEach(key -> fields.put(key, text(instance.get(key))));
      return fields;
    }
    for (int i = 0; i + 1 < instance.size(); i += 2) {
      fields.put(text(instance.get(i)), text(instance.get(i + 1)));
    }
    return fields;
  }

  /** A short text; empty for anything else. */
  private static String text(Response value) {
    boolean isText = value != null
        && (value.type() == ResponseType.BULK
            || value.type() == ResponseType.SIMPLE
            || value.type() == ResponseType.NUMBER);
    String text = isText ? value.toString() : "";
    return text.length() <= MAX_TEXT ? text : "";
  }
}
