package io.redpoll.probe;

import static io.redpoll.probe.ProbeRig.ID;
import static io.redpoll.probe.ProbeRig.NEVER_AGAIN;
import static io.redpoll.probe.ProbeRig.address;
import static io.redpoll.probe.ProbeRig.isFailure;
import static io.redpoll.probe.ProbeRig.isImpairment;
import static io.redpoll.probe.ProbeRig.target;
import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.RespCredentials;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testing.ScriptedServer.Client;
import io.redpoll.testing.ScriptedServer.Script;
import io.redpoll.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks of real servers in every state, and of what only pretends to be one. */
class ProberIT {

  private static final EndpointId OTHER = EndpointId.ofPod("shop", "uid-1", 6379);

  private final ProbeRig rig = new ProbeRig();
  private final List<Observation> seen = rig.seen;

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void rd04RolesComeFromTheWire() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer replica = rig.redis("--replicaof", primary.host(), "" + primary.port());
    rig.probe(Duration.ofMillis(500), Map.of(ID, target(primary), OTHER, target(replica)));
    awaitFinding(
        ID,
        finding -> finding instanceof Healthy healthy
            && healthy.facts().role() == Role.PRIMARY
            && healthy.facts().runId().length() == 40
            && !healthy.facts().clusterMode());
    awaitFinding(
        OTHER,
        finding -> finding instanceof Healthy healthy
            && healthy.facts().role() == Role.REPLICA
            && healthy.facts().linkUp()
            && healthy.facts().follows().equals(address(primary)));
  }

  @Test
  void refusedPortIsHardEvidence() throws Exception {
    RedisServer server = rig.redis();
    ProbeTarget target = target(server);
    server.kill();
    rig.probe(NEVER_AGAIN, Map.of(ID, target));
    awaitFailure(Failure.REFUSED);
  }

  @Test
  void killedServerIsToldAtOnceAndNotAtTheNextTick() throws Exception {
    RedisServer server = rig.redis();
    rig.probe(NEVER_AGAIN, Map.of(ID, target(server)));
    awaitHealthy();
    server.kill();
    rig.until(() -> seen.size() > 1);
    assertThat(seen.get(1).finding())
        .isInstanceOfSatisfying(
            Unreached.class, unreached -> assertThat(unreached.failure().hard()).isTrue());
  }

  @Test
  void frozenServerTimesOutAndItsDeathIsToldAtOnce() throws Exception {
    RedisServer server = rig.redis();
    rig.probe(Duration.ofMillis(500), Map.of(ID, target(server)));
    awaitHealthy();
    server.freeze();
    awaitFailure(Failure.TIMEOUT);
    server.kill();
    awaitFinding(
        ID,
        finding -> finding instanceof Unreached unreached && unreached.failure().hard());
  }

  @Test
  void thawedServerIsHealthyAgain() throws Exception {
    RedisServer server = rig.redis();
    rig.probe(Duration.ofMillis(500), Map.of(ID, target(server)));
    awaitHealthy();
    server.freeze();
    rig.until(() -> count(finding -> isFailure(finding, Failure.TIMEOUT)) >= 3);
    server.thaw();
    int before = seen.size();
    rig.until(() -> seen.stream().skip(before).anyMatch(o -> o.finding() instanceof Healthy));
  }

  /** Packets of one connection may be lost for good, by a firewall that forgot it: the server answers on any other. */
  @Test
  void aSilentConnectionIsToldFromASilentServer() throws Exception {
    Script answering = (client, command) -> client.write(
        switch (command.get(0)) {
          case "role" -> "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
          case "info" -> "$-1\r\n";
          default -> "+PONG\r\n";
        });
    AtomicReference<Client> lost = new AtomicReference<>();
    Script losing = (client, command) -> {
      if (client != lost.get()) {
        answering.on(client, command);
      }
    };
    ScriptedServer server = rig.scripted(losing.afterHello());
    rig.probe(Duration.ofSeconds(2), Map.of(ID, new ProbeTarget(server.address(), false, "", "")));
    awaitHealthy();
    lost.set(server.clients().get(0));
    awaitFailure(Failure.TIMEOUT);
    int silences = seen.size();
    rig.until(() -> seen.size() > silences);
    assertThat(seen.get(silences).finding()).isInstanceOf(Healthy.class);
    assertThat(server.clients()).hasSize(2);
  }

  @Test
  void rd09PasswordsAreToldApart() throws Exception {
    RedisServer server = rig.redis("--requirepass", "open sesame");
    rig.secrets = Map.of(
        "right",
        new RespCredentials("", "open sesame"),
        "wrong",
        new RespCredentials("", "nonsense"));
    rig.probe(NEVER_AGAIN, Map.of(ID, target(server)));
    awaitImpairment(Impairment.NOAUTH);
    rig.prober().update(Map.of(ID, new ProbeTarget(address(server), false, "", "wrong")));
    awaitImpairment(Impairment.WRONGPASS);
    rig.prober().update(Map.of(ID, new ProbeTarget(address(server), false, "", "right")));
    awaitHealthy();
    assertThat(seen.toString()).doesNotContain("nonsense").doesNotContain("sesame");
  }

  @Test
  void rd09NewPasswordIsReadAgain() throws Exception {
    RedisServer server = rig.redis("--requirepass", "new");
    rig.secrets = Map.of("entry", new RespCredentials("", "old"));
    rig.probe(NEVER_AGAIN, Map.of(ID, new ProbeTarget(address(server), false, "", "entry")));
    awaitImpairment(Impairment.WRONGPASS);
    rig.secrets = Map.of("entry", new RespCredentials("", "new"));
    rig.prober().checkNow(ID);
    awaitHealthy();
  }

  @Test
  void rd11FullServerIsAlive() throws Exception {
    RedisServer server = rig.redis("--maxclients", "1");
    rig.probe(NEVER_AGAIN, Map.of(ID, target(server), OTHER, target(server)));
    awaitFinding(ID, finding -> true);
    awaitFinding(OTHER, finding -> true);
    assertThat(seen.stream().map(Observation::finding))
        .anyMatch(Healthy.class::isInstance)
        .anyMatch(finding -> isImpairment(finding, Impairment.MAX_CLIENTS));
  }

  @Test
  void connectionThatTheServerClosedWhileIdleIsNoFault() throws Exception {
    RedisServer server = rig.redis();
    rig.probe(NEVER_AGAIN, Map.of(ID, target(server)));
    awaitHealthy();
    assertThat(server.command("CLIENT", "KILL", "TYPE", "normal")).isNotNull();
    rig.until(() -> seen.size() > 1);
    assertThat(seen.get(1).finding()).isInstanceOf(Healthy.class);
  }

  @Test
  void rd12ProxyIsCheckedByAKeyedRead() throws Exception {
    ScriptedServer proxy = rig.scripted((client, command) -> client.write(
        switch (command.get(0)) {
          case "ping" -> "+PONG\r\n";
          case "exists" -> "-no upstream host\r\n";
          default -> "-ERR unknown command '" + command.get(0) + "'\r\n";
        }));
    rig.probe(NEVER_AGAIN, Map.of(ID, new ProbeTarget(proxy.address(), false, "", "")));
    awaitImpairment(Impairment.PROXY);
    rig.prober().checkNow(ID);
    awaitFailure(Failure.NO_PATH);
    assertThat(proxy.clients().get(0).commands()).contains(List.of("exists", "redpoll:probe"));
  }

  @Test
  void rd10WhatIsNotRedisIsAMismatch() throws Exception {
    ScriptedServer http =
        rig.scripted((client, command) -> client.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    rig.probe(NEVER_AGAIN, Map.of(ID, new ProbeTarget(http.address(), false, "", "")));
    awaitFailure(Failure.PROTOCOL);
  }

  @Test
  void rd10WhatAnswersTlsWithoutTlsIsAMismatch() throws Exception {
    ScriptedServer plain =
        rig.closing(ScriptedServer.startGreeting(rig.vertx, "-ERR plain text spoken here\r\n"));
    rig.probe(NEVER_AGAIN, Map.of(ID, new ProbeTarget(plain.address(), true, "", "")));
    awaitFailure(Failure.PROTOCOL);
  }

  @Test
  void rd13AcceptedAndClosedIsSoftEvidence() throws Exception {
    ScriptedServer mesh = rig.scripted((client, command) -> client.close());
    rig.probe(NEVER_AGAIN, Map.of(ID, new ProbeTarget(mesh.address(), false, "", "")));
    awaitFailure(Failure.NO_PATH);
  }

  @Test
  void serverThatDropsEachConnectionIsNotHammered() throws Exception {
    Script dropping = (client, command) -> client.close();
    ScriptedServer server = rig.scripted(dropping.afterHello());
    rig.probe(NEVER_AGAIN, Map.of(ID, new ProbeTarget(server.address(), false, "", "")));
    awaitFailure(Failure.CLOSED);
    assertThat(server.clients()).hasSize(2);
  }

  @Test
  void updateKeepsConnectionsAndStopsWhatIsGone() throws Exception {
    RedisServer server = rig.redis();
    RedisServer gone = rig.redis();
    rig.probe(Duration.ofMillis(500), Map.of(ID, target(server), OTHER, target(gone)));
    awaitFinding(ID, Healthy.class::isInstance);
    awaitFinding(OTHER, Healthy.class::isInstance);
    String connection = clientsOf(server);
    assertThat(connection).contains("name=redpoll-node-1");
    rig.prober().update(Map.of(ID, target(server)));
    rig.until(() -> !clientsOf(gone).contains("redpoll"));
    assertThat(clientsOf(server)).isEqualTo(connection);
  }

  @Test
  void nothingIsToldAfterStop() throws Exception {
    RedisServer server = rig.redis();
    rig.probe(Duration.ofMillis(500), Map.of(ID, target(server)));
    awaitHealthy();
    result(rig.prober().stop());
    result(rig.prober().stop());
    int told = seen.size();
    assertThat(clientsOf(server)).isEmpty();
    rig.prober().update(Map.of(ID, target(server)));
    rig.prober().checkNow(ID);
    server.kill();
    result(rig.prober().stop());
    assertThat(seen).hasSize(told);
  }

  /** The prober's connections as the server lists them, without what changes all the time. */
  private static String clientsOf(RedisServer server) {
    return server
        .command("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains("name=redpoll"))
        .map(line -> line.replaceAll("^id=(\\d+).* name=(\\S+) .*$", "id=$1 name=$2"))
        .reduce("", String::concat);
  }

  private void awaitHealthy() throws TimeoutException {
    awaitFinding(ID, Healthy.class::isInstance);
  }

  private void awaitFailure(Failure failure) throws TimeoutException {
    awaitFinding(ID, finding -> isFailure(finding, failure));
  }

  private void awaitImpairment(Impairment kind) throws TimeoutException {
    awaitFinding(ID, finding -> isImpairment(finding, kind));
  }

  private void awaitFinding(EndpointId id, Predicate<Finding> wanted) throws TimeoutException {
    try {
      rig.until(() -> seen.stream()
          .anyMatch(seen -> seen.endpoint().equals(id) && wanted.test(seen.finding())));
    } catch (TimeoutException e) {
      throw new AssertionError("not seen, but: " + seen, e);
    }
  }

  private long count(Predicate<Finding> wanted) {
    return seen.stream().map(Observation::finding).filter(wanted).count();
  }
}
