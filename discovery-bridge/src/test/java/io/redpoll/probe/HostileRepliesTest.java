package io.redpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.resp.Replies;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a server answers makes the classifier throw, or keep more than a little of it. */
class HostileRepliesTest {

  private static final String FIELDS =
      "$4\nname\n$1\nm\n$2\nip\n$8\n10.0.0.1\n$4\nport\n$4\n6379\n$6\nquorum\n$1\n2\n";

  private static final int ROUNDS = 20_000;
  private static final Duration LATENCY = Duration.ofMillis(1);
  private static final Answer PONG = new Answer(Replies.parse("+PONG\n"), null);

  private static final List<String> PARTS = List.of(
      "+OK\n",
      "+master\n",
      "$-1\n",
      "_\n",
      ":0\n",
      ":-1\n",
      ":9223372036854775807\n",
      ":70000\n",
      ",nan\n",
      "#t\n",
      "(99999999999999999999999999\n",
      "$0\n\n",
      "$6\nmaster\n",
      "$5\nslave\n",
      "$8\nsentinel\n",
      "$9\nconnected\n",
      "$4\nname\n",
      "$2\nip\n",
      "$4\nport\n",
      "$4\n6379\n",
      "$6\nquorum\n",
      "$12\nconfig-epoch\n",
      "$19\nnum-other-sentinels\n",
      "$5\nflags\n",
      "$13\nmaster,s_down\n",
      "$20\n99999999999999999999\n",
      "$2\n-1\n",
      "$8\n10.0.0.1\n",
      "=8\ntxt:spam\n");

  private static final List<String> INFO_LINES = List.of(
      "run_id:abc",
      "run_id:",
      "redis_mode:cluster",
      "redis_mode",
      ":::",
      "maxmemory:-1",
      "maxmemory:1e3",
      "maxmemory:99999999999999999999999",
      "used_memory:NaN",
      "maxmemory_policy:noeviction",
      "rdb_last_bgsave_status:err",
      "cluster_state:fail",
      "\t",
      "# Server");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void noReplyThrows(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Answer role = answer(random);
      Answer other = answer(random);
      List<Answer> info = List.of(info(random), answer(random));
      Finding finding = ReplyClassifier.check(PONG, role, info, LATENCY);
      assertBounded(finding, seed, round);
      assertBounded(ReplyClassifier.check(role, other, info, LATENCY), seed, round);
      assertBounded(ReplyClassifier.proxyCheck(role, other), seed, round);
      Healthy healthy = new Healthy(ReplicationFacts.primary("", false), LATENCY);
      assertBounded(ReplyClassifier.withoutPrimary(healthy, other), seed, round);
      assertBounded(ReplyClassifier.inCluster(healthy, info(random)), seed, round);
      List<Monitored> watches = SentinelReply.masters(other.reply()).stream()
          .map(master -> SentinelReply.withReplicas(master, role))
          .toList();
      assertBounded(ReplyClassifier.watching(healthy, other, watches), seed, round);
    }
  }

  @Test
  void aSentinelThatWatchesMoreThanAnybodyRunsIsCutShort() {
    String one = "*10\n" + FIELDS + "$12\nconfig-epoch\n$1\n0\n";
    String master = one.replace("*10", "*12").concat("$19\nnum-other-sentinels\n$1\n2\n");
    Response many = Replies.parse("*1000\n" + master.repeat(1000));
    assertThat(SentinelReply.masters(many)).hasSize(128);
    assertThat(SentinelReply.masters(Replies.parse("*1\n" + one)))
        .as("without the number of other Sentinels")
        .isEmpty();
  }

  @Test
  void aSentinelSpeaksMapsAndArraysAlike() {
    String fields = FIELDS
        + "$12\nconfig-epoch\n$1\n7\n"
        + "$19\nnum-other-sentinels\n$1\n2\n"
        + "$5\nflags\n$20\nmaster,o_down,s_down\n";
    List<Monitored> asMap = SentinelReply.masters(Replies.parse("*1\n%7\n" + fields));
    assertThat(asMap).isEqualTo(SentinelReply.masters(Replies.parse("*1\n*14\n" + fields)));
    assertThat(asMap.get(0).epoch()).isEqualTo(7);
    assertThat(asMap.get(0).flags())
        .containsExactlyInAnyOrder(Monitored.Flag.S_DOWN, Monitored.Flag.O_DOWN);
  }

  private static void assertBounded(Finding finding, long seed, int round) {
    assertThat(finding.describe())
        .as("seed %d, round %d", seed, round)
        .hasSizeLessThan(400)
        .doesNotContain("\n");
  }

  private static Answer answer(Random random) {
    if (random.nextInt(8) == 0) {
      return new Answer(null, Replies.error("ERR " + "x".repeat(random.nextInt(500))));
    }
    return new Answer(Replies.parse(reply(random, 3)), null);
  }

  private static String reply(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return PARTS.get(random.nextInt(PARTS.size()));
    }
    int size = random.nextInt(6);
    boolean map = random.nextInt(4) == 0;
    StringBuilder text = new StringBuilder(map ? "%" + size : "*" + size).append('\n');
    for (int i = 0; i < (map ? 2 * size : size); i++) {
      boolean key = map && i % 2 == 0;
      text.append(key ? "$2\nk" + i % 10 + "\n" : reply(random, depth - 1));
    }
    return text.toString();
  }

  private static Answer info(Random random) {
    String body = String.join(
        "\r\n",
        IntStream.range(0, random.nextInt(8))
            .mapToObj(i -> INFO_LINES.get(random.nextInt(INFO_LINES.size())))
            .toList());
    String wire = body.replace("\r\n", "\n");
    return new Answer(Replies.parse("$" + body.length() + "\n" + wire + "\n"), null);
  }
}
