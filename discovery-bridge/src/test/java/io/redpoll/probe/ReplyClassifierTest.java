package io.redpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.Delivery;
import io.redpoll.resp.Fault;
import io.redpoll.resp.Replies;
import io.redpoll.resp.RespException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyClassifierTest {

  private static final Duration LATENCY = Duration.ofMillis(3);
  private static final String MASTER = "*3\n$6\nmaster\n:3129659\n*0\n";
  private static final Answer PONG = reply("+PONG\n");
  private static final Answer INFO = info("# Server\nredis_mode:standalone\nrun_id:abcdef12345\n");

  @Test
  void rd04PrimaryIsHealthy() {
    assertThat(check(PONG, reply(MASTER), INFO))
        .isEqualTo(new Healthy(ReplicationFacts.primary("abcdef12345", false), LATENCY));
  }

  @Test
  void rd04SentinelIsHealthy() {
    Finding finding = check(PONG, reply("*2\n$8\nsentinel\n*1\n$1\nm\n"), INFO);
    assertThat(finding)
        .isInstanceOfSatisfying(
            Healthy.class, healthy -> assertThat(healthy.facts().role()).isEqualTo(Role.SENTINEL));
  }

  @ParameterizedTest
  @CsvSource({"connected, true", "sync, false", "connecting, false", "connect, false"})
  void rd04ReplicaTellsItsPrimaryAndItsLink(String state, boolean linkUp) {
    String role =
        "*5\n$5\nslave\n$9\n127.0.0.1\n:6380\n$" + state.length() + "\n" + state + "\n:-1\n";
    assertThat(check(PONG, reply(role), INFO))
        .isEqualTo(new Healthy(
            ReplicationFacts.replica("abcdef12345", new HostAndPort("127.0.0.1", 6380), linkUp),
            LATENCY));
  }

  @Test
  void clusterModeIsSeen() {
    Finding finding = check(PONG, reply(MASTER), info("redis_mode:cluster\n"));
    assertThat(finding).isEqualTo(new Healthy(ReplicationFacts.primary("", true), LATENCY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$-1\n",
        ":1\n",
        "+master\n",
        "*0\n",
        "*1\n$-1\n",
        "*1\n:7\n",
        "*1\n*1\n$6\nmaster\n",
        "*1\n$5\nslave\n",
        "*5\n$5\nslave\n$9\n127.0.0.1\n:70000\n$9\nconnected\n:0\n",
        "*5\n$5\nslave\n$9\n127.0.0.1\n:-1\n$9\nconnected\n:0\n",
        "*5\n$5\nslave\n$9\n127.0.0.1\n$4\n6379\n$9\nconnected\n:0\n",
        "*5\n$5\nslave\n$-1\n:6379\n$9\nconnected\n:0\n",
        "%1\n$4\nrole\n$6\nmaster\n",
        "#t\n",
        ",3.5\n"
      })
  void absurdRoleIsImpairedAndNeverThrows(String role) {
    assertThat(check(PONG, reply(role), INFO))
        .isInstanceOfSatisfying(
            Impaired.class, impaired -> assertThat(impaired.kind()).isEqualTo(Impairment.OTHER));
  }

  @ParameterizedTest
  @CsvSource({
    "LOADING, LOADING Redis is loading the dataset in memory",
    "BUSY, BUSY Redis is busy running a script",
    "MASTERDOWN, MASTERDOWN Link with MASTER is down",
    "NOAUTH, NOAUTH Authentication required.",
    "WRONGPASS, WRONGPASS invalid username-password pair",
    "WRONGPASS, NOPERM this user has no permissions",
    "WRONGPASS, ERR invalid password",
    "WRONGPASS, ERR Client sent AUTH but no password is set",
    "WRONGPASS, ERR AUTH <password> called without any password configured",
    "OOM, OOM command not allowed when used memory > 'maxmemory'.",
    "CLUSTERDOWN, CLUSTERDOWN Hash slot not served",
    "MAX_CLIENTS, ERR max number of clients reached",
    "OTHER, DENIED Redis is running in protected mode",
    "OTHER, ERR whatever",
    "OTHER, WHATEVER"
  })
  void rd09rd11ErrorsAreToldApart(Impairment kind, String words) {
    Finding expected = new Impaired(kind, words);
    assertThat(check(error(words), reply(MASTER), INFO)).isEqualTo(expected);
    assertThat(NoReply.of(Replies.error(words))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ERR unknown command 'ROLE'", "unsupported command 'role'", "ERR Unknown Command"})
  void rd12RoleUnknownBehindAGoodPingIsAProxy(String words) {
    assertThat(check(PONG, error(words), INFO))
        .isInstanceOfSatisfying(
            Impaired.class, impaired -> assertThat(impaired.kind()).isEqualTo(Impairment.PROXY));
  }

  @Test
  void rd12ProxyIsJudgedByAKeyedRead() {
    assertThat(ReplyClassifier.proxyCheck(PONG, reply(":0\n")))
        .isInstanceOfSatisfying(
            Impaired.class, impaired -> assertThat(impaired.kind()).isEqualTo(Impairment.PROXY));
    assertThat(ReplyClassifier.proxyCheck(PONG, error("no upstream host")))
        .isInstanceOf(Unreached.class);
    assertThat(ReplyClassifier.proxyCheck(PONG, error("LOADING dataset")))
        .isEqualTo(new Impaired(Impairment.LOADING, "LOADING dataset"));
  }

  @Test
  void refusedInfoIsNoFault() {
    assertThat(check(PONG, reply(MASTER), error("ERR unknown command 'INFO'")))
        .isEqualTo(new Healthy(ReplicationFacts.primary("", false), LATENCY));
    assertThat(check(PONG, reply(MASTER), error("NOPERM no permissions")))
        .isInstanceOf(Impaired.class);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void eachFaultOfAConnectionIsAFinding(Fault fault) {
    RespException failure = new RespException(
        fault,
        Delivery.OUTCOME_UNKNOWN,
        "redis 10.0.0.1:6379: cannot connect: no such host; check the address");
    Unreached expected =
        switch (fault) {
          case REFUSED -> new Unreached(Failure.REFUSED, "connection refused");
          case CLOSED -> new Unreached(Failure.CLOSED, "the connection broke");
          case TIMEOUT, BUSY -> new Unreached(Failure.TIMEOUT, "no answer in time");
          case HUNG_UP ->
            new Unreached(
                Failure.NO_PATH, "it accepted a connection and closed it without an answer");
          case NO_PATH, ENDED -> new Unreached(Failure.NO_PATH, "no path to it: no such host");
          case PROTOCOL ->
            new Unreached(Failure.PROTOCOL, "it does not speak as expected: no such host");
        };
    assertThat(check(new Answer(null, failure), reply(MASTER), INFO)).isEqualTo(expected);
  }

  @Test
  void rd12ConnectionThatEndsBetweenPingAndRoleIsToldApart() {
    RespException broken = new RespException(Fault.CLOSED, Delivery.OUTCOME_UNKNOWN, "reset");
    assertThat(check(PONG, new Answer(null, broken), INFO))
        .isEqualTo(ReplyClassifier.HUNG_UP_ON_ROLE);
  }

  @ParameterizedTest
  @CsvSource({
    "rdb_last_bgsave_status:err, MISCONF",
    "aof_enabled:1|aof_last_write_status:err, MISCONF",
    "maxmemory:100|used_memory:101|maxmemory_policy:noeviction, OOM",
    "maxmemory:100|used_memory:120|mem_not_counted_for_evict:19|maxmemory_policy:noeviction, OOM"
  })
  void aPrimaryThatRefusesWritesStillTellsItsRole(String fields, Impairment kind) {
    Finding finding =
        check(PONG, reply(MASTER), info("run_id:r1\n" + fields.replace('|', '\n') + "\n"));
    assertThat(finding).isInstanceOfSatisfying(Impaired.class, impaired -> {
      assertThat(impaired.kind()).isEqualTo(kind);
      assertThat(impaired.facts()).contains(ReplicationFacts.primary("r1", false));
      assertThat(impaired.message()).doesNotContainPattern("[0-9]");
    });
  }

  @Test
  void serverThatRefusesPingBecauseItCannotSaveStillTellsItsRole() {
    String words = "MISCONF Redis is configured to save RDB snapshots";
    assertThat(check(error(words), reply(MASTER), INFO))
        .isEqualTo(new Impaired(
            Impairment.MISCONF,
            words,
            Optional.of(ReplicationFacts.primary("abcdef12345", false))));
    assertThat(NoReply.of(Replies.error(words))).isEqualTo(new Impaired(Impairment.MISCONF, words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rdb_last_bgsave_status:ok",
        "aof_enabled:0|aof_last_write_status:err",
        "maxmemory:0|used_memory:101|maxmemory_policy:noeviction",
        "maxmemory:100|used_memory:101|maxmemory_policy:allkeys-lru",
        "maxmemory:100|used_memory:120|mem_not_counted_for_evict:20|maxmemory_policy:noeviction",
        "maxmemory:1e9|used_memory:99999999999999999999|maxmemory_policy:noeviction",
        "maxmemory:-1|used_memory:|maxmemory_policy",
        ":|::|maxmemory"
      })
  void absurdOrHarmlessFieldsAreNoFault(String fields) {
    Finding finding =
        check(PONG, reply(MASTER), info("run_id:r1\n" + fields.replace('|', '\n') + "\n"));
    assertThat(finding).isEqualTo(new Healthy(ReplicationFacts.primary("r1", false), LATENCY));
  }

  @Test
  void messagesAreOneShortLine() {
    Finding finding = check(error("ERR " + "x".repeat(1000)), PONG, INFO);
    assertThat(finding.describe()).hasSizeLessThan(230).doesNotContain("\n");
  }

  private static Finding check(Answer ping, Answer role, Answer info) {
    return ReplyClassifier.check(ping, role, List.of(info), LATENCY);
  }

  private static Answer reply(String text) {
    return new Answer(Replies.parse(text), null);
  }

  private static Answer info(String text) {
    return reply("$" + text.replace("\n", "\r\n").length() + "\n" + text + "\n");
  }

  private static Answer error(String words) {
    return new Answer(null, Replies.error(words));
  }
}
