package io.redpoll.probe;

import static io.redpoll.probe.ProbeRig.NEVER_AGAIN;
import static io.redpoll.probe.ProbeRig.target;
import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.SweepStep;
import io.redpoll.ring.HashRing;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testkit.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of other shards go from a real server, and nothing else does. */
class SweepIT {

  private static final List<String> RING = List.of("cache-0", "cache-1", "cache-2");
  private static final HashRing HASH_RING = new HashRing(RING);
  private static final String SHARD = "cache-1";

  /** More than one step takes. */
  private static final int MANY = 25_000;

  private static final String FILL = "redis.call('SELECT', ARGV[1])"
      + " for i = 1, ARGV[3] do redis.call('SET', ARGV[2] .. i, i) end return 'OK'";

  private final ProbeRig rig = new ProbeRig();

  @BeforeEach
  void start() {
    rig.probe(NEVER_AGAIN, Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void theKeysOfOthersGoFromAllDatabasesAndItsOwnStay() throws Exception {
    RedisServer server = rig.redis();
    fill(server, 0, "user:", MANY);
    fill(server, 3, "cart:", 500);
    fill(server, 15, "{cart-7}:", 40);
    fill(server, 15, "{cart-8}:", 40);
    List<String> cursors = sweep(server);
    assertThat(cursors).as("steps").hasSizeGreaterThan(2);
    assertThat(keys(server, 0)).isEqualTo(own("user:", MANY));
    assertThat(keys(server, 3)).isEqualTo(own("cart:", 500));
    Set<String> tagged = own("{cart-7}:", 40);
    tagged.addAll(own("{cart-8}:", 40));
    assertThat(keys(server, 15)).isEqualTo(tagged);
  }

  @Test
  void keysThatShareAHashTagStayOrGoTogether() throws Exception {
    RedisServer server = rig.redis();
    for (int i = 0; i < 12; i++) {
      fill(server, 0, "{tag-" + i + "}:", 20);
    }
    sweep(server);
    Set<String> left = keys(server, 0);
    assertThat(left).isNotEmpty();
    for (int i = 0; i < 12; i++) {
      String prefix = "{tag-" + i + "}:";
      assertThat(left.stream().filter(key -> key.startsWith(prefix)).count())
          .isEqualTo(owner(("tag-" + i).getBytes(UTF_8)).equals(SHARD) ? 20 : 0);
    }
  }

  @Test
  void keysAreBytes() throws Exception {
    RedisServer server = rig.redis();
    List<Integer> own = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      assertThat(
              server.command("EVAL", "return redis.call('SET', '\\255\\128\\" + i + "', 1)", "0"))
          .isEqualTo("OK");
      if (owner(new byte[] {(byte) 255, (byte) 128, (byte) i}).equals(SHARD)) {
        own.add(i);
      }
    }
    sweep(server);
    for (int i = 0; i < 100; i++) {
      assertThat(
              server.command("EVAL", "return redis.call('EXISTS', '\\255\\128\\" + i + "')", "0"))
          .isEqualTo(own.contains(i) ? "1" : "0");
    }
  }

  @Test
  void anEmptyServerIsSweptInOneStep() throws Exception {
    assertThat(sweep(rig.redis())).containsExactly(SweepStep.START);
  }

  @Test
  void anotherProcessIsLeftAlone() {
    RedisServer server = rig.redis();
    fill(server, 0, "user:", 100);
    assertThat(refusal(server, new SweepStep("another", RING, SweepStep.START)))
        .contains("another process");
    assertThat(refusal(server, new SweepStep("", RING, SweepStep.START)))
        .contains("another process");
    assertThat(keys(server, 0)).hasSize(100);
  }

  @Test
  void aReplicaIsLeftAlone() {
    RedisServer server = rig.redis();
    fill(server, 0, "user:", 100);
    RedisServer other = rig.redis();
    server.command("REPLICAOF", other.host(), "1");
    assertThat(refusal(server, step(server, SweepStep.START))).contains("no primary");
    assertThat(keys(server, 0)).hasSize(100);
  }

  /** By such a ring all of its keys would be others'. */
  @Test
  void aShardThatTheRingDoesNotHaveIsLeftAlone() {
    RedisServer server = rig.redis();
    fill(server, 0, "user:", 100);
    List<String> without = List.of("cache-0", "cache-2");
    assertThat(refusal(server, new SweepStep(runId(server), without, SweepStep.START)))
        .contains("[cache-0, cache-2]", SHARD);
    assertThat(keys(server, 0)).hasSize(100);
  }

  @ParameterizedTest
  @CsvSource({"scan, 0", "unlink, 0", "select, 3"})
  void whoMayNotDoItSaysWhat(String command, int database) {
    RedisServer server = rig.redis();
    fill(server, database, "user:", 100);
    Set<String> before = keys(server, database);
    server.command("ACL", "SETUSER", "default", "-" + command);
    assertThat(refusal(server, step(server, SweepStep.START))).contains("NOPERM", command);
    server.command("ACL", "SETUSER", "default", "+" + command);
    assertThat(keys(server, database)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "17", "0:x", "0:1:2", "0:123456789012345678901"})
  void whatIsNoCursorIsRefused(String cursor) {
    RedisServer server = rig.redis();
    assertThat(refusal(server, step(server, cursor))).contains("cursor: " + cursor, "expected");
  }

  @Test
  void anAnswerThatIsNoPageIsRefused() throws Exception {
    ScriptedServer server = rig.scripted((client, command) -> client.write(
        switch (command.get(0)) {
          case "info" ->
            command.get(1).equals("server")
                ? "$10\r\nrun_id:abc\r\n"
                : "$28\r\n# Keyspace\r\ndb0:keys=1,a=0\r\n\r\n";
          case "role" -> "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
          case "scan" -> "*1\r\n$1\r\n0\r\n";
          default -> "-ERR unknown command '" + command.get(0) + "'\r\n";
        }));
    assertThat(failure(rig.prober()
            .sweep(target(server.address()), SHARD, new SweepStep("abc", RING, SweepStep.START))))
        .hasMessageContaining("answers SCAN with");
  }

  /** The cursors that the steps of a whole walk answered. */
  private List<String> sweep(RedisServer server) throws Exception {
    List<String> cursors = new ArrayList<>();
    String cursor = SweepStep.START;
    do {
      cursor = result(rig.prober().sweep(target(server), SHARD, step(server, cursor)));
      cursors.add(cursor);
    } while (!cursor.equals(SweepStep.START));
    return cursors;
  }

  private String refusal(RedisServer server, SweepStep step) {
    return failure(rig.prober().sweep(target(server), SHARD, step)).getMessage();
  }

  private static SweepStep step(RedisServer server, String cursor) {
    return new SweepStep(runId(server), RING, cursor);
  }

  private static String runId(RedisServer server) {
    return server
        .command("INFO", "server")
        .lines()
        .filter(line -> line.startsWith("run_id:"))
        .map(line -> line.substring("run_id:".length()))
        .findFirst()
        .orElseThrow();
  }

  private static void fill(RedisServer server, int database, String prefix, int keys) {
    assertThat(server.command("EVAL", FILL, "0", "" + database, prefix, "" + keys))
        .isEqualTo("OK");
  }

  private static Set<String> keys(RedisServer server, int database) {
    String script = "redis.call('SELECT', ARGV[1]) return redis.call('KEYS', '*')";
    return server
        .command("EVAL", script, "0", "" + database)
        .lines()
        .filter(line -> !line.isEmpty())
        .collect(toSet());
  }

  private static Set<String> own(String prefix, int keys) {
    return IntStream.rangeClosed(1, keys)
        .mapToObj(i -> prefix + i)
        .filter(key -> owner(key.getBytes(UTF_8)).equals(SHARD))
        .collect(toSet());
  }

  private static String owner(byte[] key) {
    return RING.get(HASH_RING.indexOf(key));
  }
}
