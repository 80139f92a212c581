package io.redpoll.probe;

import static io.redpoll.probe.ProbeRig.ID;
import static io.redpoll.probe.ProbeRig.address;
import static io.redpoll.probe.ProbeRig.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Role;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers brought into each state in which they answer, but not as they should. */
class RedisStatesIT {

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int SLOTS = 16_384;

  private final ProbeRig rig = new ProbeRig();
  private final List<Observation> seen = rig.seen;

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void rd11RestartWithALargeFileIsLoadingAndThenHealthy() throws Exception {
    // 20 ms for each of 200 keys; every 2 MiB it answers.
    RedisServer server = rig.redis("--key-load-delay", "20000", "--rdbcompression", "no");
    assertThat(server.command("DEBUG", "POPULATE", "200", "key", "100000")).isEqualTo("OK");
    assertThat(server.command("SAVE")).isEqualTo("OK");
    probe(address(server));
    awaitHealthy();
    assertThatThrownBy(() -> server.command("DEBUG", "RESTART"))
        .isInstanceOf(RedisServerException.class);
    Impaired loading = awaitImpairment(Impairment.LOADING);
    assertThat(loading.message()).startsWith("LOADING ");
    awaitHealthy();
  }

  @Test
  void rd11ScriptThatLoopsIsBusyAndThenHealthy() throws Exception {
    RedisServer server = rig.redis("--lua-time-limit", "50");
    probe(address(server));
    awaitHealthy();
    CompletableFuture<String> script =
        CompletableFuture.supplyAsync(() -> server.command("EVAL", "while true do end", "0"));
    awaitImpairment(Impairment.BUSY);
    assertThat(server.command("SCRIPT", "KILL")).isEqualTo("OK");
    assertThat(script.get(20, TimeUnit.SECONDS)).startsWith("-ERR");
    awaitHealthy();
  }

  @Test
  void rd11ReplicaThatServesNoStaleDataTellsThatItsPrimaryIsGone() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer replica = rig.redis(
        "--replicaof",
        primary.host(),
        "" + primary.port(),
        "--replica-serve-stale-data",
        "no",
        "--repl-timeout",
        "60");
    probe(address(replica));
    rig.awaitNext(
        finding -> finding instanceof Healthy healthy && healthy.facts().linkUp());
    primary.kill();
    Impaired orphan = awaitImpairment(Impairment.MASTERDOWN);
    assertThat(orphan.facts()).hasValueSatisfying(facts -> {
      assertThat(facts.role()).isEqualTo(Role.REPLICA);
      assertThat(facts.linkUp()).isFalse();
      assertThat(facts.follows()).isEqualTo(address(primary));
    });
  }

  @Test
  void replicaThatServesStaleDataIsHealthyWithItsLinkDown() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer replica = rig.redis("--replicaof", primary.host(), "" + primary.port());
    probe(address(replica));
    rig.awaitNext(
        finding -> finding instanceof Healthy healthy && healthy.facts().linkUp());
    primary.kill();
    rig.awaitNext(
        finding -> finding instanceof Healthy healthy && !healthy.facts().linkUp());
  }

  @Test
  void serverThatRefusesWritesBecauseItIsAReplicaIsHealthyInThatRole() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer replica = rig.redis("--replicaof", primary.host(), "" + primary.port());
    probe(address(replica));
    rig.awaitNext(finding -> finding instanceof Healthy healthy
        && healthy.facts().role() == Role.REPLICA
        && healthy.facts().linkUp());
    assertThat(replica.command("SET", "k", "v")).startsWith("-READONLY");
  }

  @Test
  void serverThatCannotSaveIsSeenThoughPingAndRoleAreGood(@TempDir Path directory)
      throws Exception {
    RedisServer server = rig.redis();
    Path inTheWay = Files.createDirectories(directory.resolve("dump.rdb").resolve("full"));
    assertThat(server.command("CONFIG", "SET", "dir", directory.toString())).isEqualTo("OK");
    assertThat(server.command("CONFIG", "SET", "save", "3600 1")).isEqualTo("OK");
    probe(address(server));
    awaitHealthy();
    assertThat(server.command("BGSAVE")).contains("started");
    Impaired failing = awaitImpairment(Impairment.MISCONF);
    assertThat(failing.facts().orElseThrow().role()).isEqualTo(Role.PRIMARY);
    assertThat(server.command("SET", "k", "v")).startsWith("-MISCONF");
    Files.delete(inTheWay);
    Files.delete(directory.resolve("dump.rdb"));
    assertThat(server.command("BGSAVE")).contains("started");
    awaitHealthy();
    assertThat(server.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void serverWithoutMemoryIsSeenThoughPingAndRoleAreGood() throws Exception {
    RedisServer server = rig.redis("--maxmemory", "10mb", "--maxmemory-policy", "noeviction");
    probe(address(server));
    awaitHealthy();
    assertThat(server.command("SETRANGE", "big", "20000000", "x")).isEqualTo("20000001");
    Impaired full = awaitImpairment(Impairment.OOM);
    assertThat(full.facts().orElseThrow().role()).isEqualTo(Role.PRIMARY);
    assertThat(server.command("SET", "k", "v")).startsWith("-OOM");
    assertThat(server.command("DEL", "big")).isEqualTo("1");
    awaitHealthy();
  }

  @Test
  void rd11NodeOfAClusterWithoutItsSlotsIsSeenThoughPingAndRoleAreGood() throws Exception {
    RedisServer server = rig.redis("--cluster-enabled", "yes");
    probe(address(server));
    Impaired down = awaitImpairment(Impairment.CLUSTERDOWN);
    assertThat(down.facts().orElseThrow().clusterMode()).isTrue();
    assertThat(server.command("SET", "k", "v")).startsWith("-CLUSTERDOWN");
    String[] slots = Stream.concat(
            Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(0, SLOTS).mapToObj(String::valueOf))
        .toArray(String[]::new);
    assertThat(server.command(slots)).isEqualTo("OK");
    awaitHealthy();
  }

  @Test
  void portThatAcceptsAndIsSilentIsSoftEvidence() throws Exception {
    ScriptedServer silent = rig.scripted((client, command) -> {});
    probe(silent.address());
    rig.awaitNext(finding -> finding instanceof Unreached unreached
        && unreached.failure() == Failure.TIMEOUT
        && unreached.message().equals("no answer in time"));
  }

  @Test
  void replyThatIsAnnouncedAndNeverSentIsNoAnswer() throws Exception {
    ScriptedServer.Script huge = (client, command) -> client.write("$536870912\r\nx");
    probe(rig.scripted(huge.afterHello()).address());
    rig.awaitNext(finding -> finding instanceof Unreached);
  }

  @Test
  void rd12ProxyThatHangsUpOnWhateverItDoesNotKnowIsCheckedByAKeyedRead() throws Exception {
    ScriptedServer proxy = rig.scripted((client, command) -> {
      switch (command.get(0)) {
        case "ping" -> client.write("+PONG\r\n");
        case "exists" -> client.write(":0\r\n");
        default -> client.close();
      }
    });
    probe(proxy.address());
    awaitImpairment(Impairment.PROXY);
  }

  @Test
  void rd12ProxyThatHangsUpOnRoleIsCheckedByAKeyedRead() throws Exception {
    ScriptedServer proxy = rig.scripted((client, command) -> {
      switch (command.get(0)) {
        case "ping" -> client.write("+PONG\r\n");
        case "exists" -> client.write(":0\r\n");
        case "hello", "client" -> client.write("-ERR unknown command\r\n");
        default -> client.close();
      }
    });
    probe(proxy.address());
    awaitImpairment(Impairment.PROXY);
    int told = seen.size();
    int clients = proxy.clients().size();
    rig.until(() -> seen.size() >= told + 2);
    assertThat(seen.subList(told, told + 2))
        .extracting(Observation::finding)
        .allMatch(
            finding -> finding instanceof Impaired impaired && impaired.kind() == Impairment.PROXY);
    assertThat(proxy.clients()).as("asked over the connection that it has").hasSize(clients);
  }

  private void probe(HostAndPort address) {
    rig.probe(INTERVAL, Map.of(ID, target(address)));
  }

  private void awaitHealthy() throws TimeoutException {
    rig.awaitNext(Healthy.class::isInstance);
  }

  private Impaired awaitImpairment(Impairment kind) throws TimeoutException {
    return (Impaired)
        rig.awaitNext(finding -> finding instanceof Impaired impaired && impaired.kind() == kind);
  }
}
