package io.redpoll.resp;

import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testkit.redis.RedisBinary;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerException;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command table against servers that know: the one that the kit carries or {@code REDPOLL_REDIS_SERVER} names, and the one
 * on the PATH if there is one.
 */
class CommandTableIT {

  private static final String OF_THE_KIT = "";
  private static final String ON_THE_PATH = "redis-server";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Servers before Redis 7 had them, and two of these are traps for web browsers. */
  private static final Set<String> GONE = Set.of("STRALGO", "HOST:", "POST");

  private final CommandTable table = CommandTable.load();
  private final Map<String, CommandFacts> lines = lines();

  @ParameterizedTest
  @ValueSource(strings = {OF_THE_KIT, ON_THE_PATH})
  void tableSaysWhatTheServerSays(String binary) throws Exception {
    List<CommandFacts> facts = facts(binary);
    assertThat(facts).hasSizeGreaterThan(200);
    assertThat(facts.stream()
            .filter(server -> !GONE.contains(server.name()))
            .flatMap(this::differences))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {OF_THE_KIT, ON_THE_PATH})
  void keysAreThoseThatTheServerFinds(String binary) throws Exception {
    List<String> compared = new ArrayList<>();
    with(binary, redis -> {
      for (String line : CommandLines.ALL) {
        Optional<List<String>> keys = keysByServer(redis, line);
        keys.ifPresent(found -> {
          compared.add(line);
          compare(line, found);
        });
      }
      return compared;
    });
    assertThat(compared).hasSizeGreaterThan(40);
  }

  private void compare(String line, List<String> byServer) {
    Request request = CommandLines.request(line);
    CommandInfo info = table.of(request);
    List<byte[]> arguments = Requests.arguments(request);
    List<String> ours = CommandLines.texts(
        Arrays.stream(info.keyPositions(arguments)).mapToObj(arguments::get).toList());
    // The server lists channels as no keys, and what SORT stores as one.
    if (info.keysComplete() && !info.name().equals("SPUBLISH")) {
      assertThat(ours).as(line).containsExactlyInAnyOrderElementsOf(byServer);
    } else {
      assertThat(byServer)
          .as(line)
          .isSubsetOf(Stream.concat(ours.stream(), Stream.of("d")).toList());
    }
  }

  /** Empty if the server does not know the command. */
  private static Optional<List<String>> keysByServer(RespConnection redis, String line)
      throws TimeoutException {
    List<String> words = CommandLines.words(line);
    if (words.size() == 1) {
      return Optional.empty();
    }
    Request ask = Request.cmd(Command.COMMAND).arg("GETKEYS");
    words.forEach(ask::arg);
    Response reply = result(redis.send(ask, PATIENCE).recover(failure -> noKeys(failure)));
    return reply == null
        ? Optional.empty()
        : Optional.of(reply.stream().map(Response::toString).toList());
  }

  private static Future<Response> noKeys(Throwable failure) {
    String words = Requests.errorReply(failure).orElseThrow();
    if (words.contains("no key arguments")) {
      return Future.succeededFuture(Requests.arrayOf(List.of()));
    }
    return words.contains("Invalid command")
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private Stream<String> differences(CommandFacts server) {
    CommandFacts ours = lines.get(server.name());
    if (ours == null) {
      return Stream.of(server.line() + " is missing in the table");
    }
    return same(server, ours)
        ? Stream.empty()
        : Stream.of("server: " + server.line() + "\ntable: " + ours.line());
  }

  /**
   * Servers before Redis 7 tell of containers what is true of their commands, do not tell what blocks, and not all keys that
   * move; those before 7.2 do not tell that WAIT blocks.
   */
  private boolean same(CommandFacts server, CommandFacts ours) {
    boolean container = lines.containsKey(server.name() + "|HELP");
    boolean sameKeys =
        !server.info().keysComplete() || positions(server.info()).equals(positions(ours.info()));
    return container
        || (has("readonly", server) == has("readonly", ours)
            && has("write", server) == has("write", ours)
            && (has("blocking", ours) || !has("blocking", server))
            && sameKeys);
  }

  private static boolean has(String flag, CommandFacts facts) {
    return facts.flags().contains(flag);
  }

  private static List<Integer> positions(CommandInfo info) {
    List<byte[]> arguments =
        IntStream.range(0, 9).mapToObj(i -> new byte[] {'2'}).toList();
    return Arrays.stream(info.keyPositions(arguments)).boxed().toList();
  }

  private static Map<String, CommandFacts> lines() {
    return CommandTable.lines().stream()
        .map(CommandFacts::parse)
        .collect(Collectors.toMap(CommandFacts::name, Function.identity()));
  }

  private static List<CommandFacts> facts(String binary) throws Exception {
    return with(
        binary,
        redis -> CommandReply.read(result(redis.send(Request.cmd(Command.COMMAND), PATIENCE))));
  }

  private static <T> T with(String binary, Use<T> use) throws Exception {
    skipIfMissing(binary);
    Vertx vertx = Vertx.vertx();
    try (RedisServer server = RedisServer.start(RedisServerOptions.DEFAULT.withBinary(binary))) {
      return use.of(result(RespConnection.connect(
          vertx,
          new RespConnectOptions(
              new HostAndPort(server.host(), server.port()),
              Optional.empty(),
              Optional.empty(),
              "",
              PATIENCE,
              16))));
    } finally {
      result(vertx.close());
    }
  }

  private static void skipIfMissing(String binary) {
    try {
      RedisBinary.find(binary);
    } catch (RedisServerException e) {
      if (binary.equals(ON_THE_PATH)) {
        abort("not compared with a second server: no " + ON_THE_PATH + " on the PATH");
      }
      throw e;
    }
  }

  private interface Use<T> {
    T of(RespConnection redis) throws Exception;
  }
}
