package io.redpoll.probe;

import static io.redpoll.probe.ProbeRig.ID;
import static io.redpoll.probe.ProbeRig.NEVER_AGAIN;
import static io.redpoll.probe.ProbeRig.address;
import static io.redpoll.probe.ProbeRig.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.RespCredentials;
import io.redpoll.testing.ScriptedServer;
import io.redpoll.testkit.redis.Addressing;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real Sentinels are asked what they believe, and heard when they change their mind. */
class SentinelProbeIT {

  private final ProbeRig rig = new ProbeRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void whatItWatchesIsRead() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer replica = rig.redis("--replicaof", primary.host(), "" + primary.port());
    RedisServer sentinel = sentinel(monitor("mymaster", address(primary)));
    rig.probe(Duration.ofSeconds(1), Map.of(ID, target(sentinel)));
    Monitored monitored = awaitView(view -> !view.replicas().isEmpty());
    assertThat(monitored)
        .isEqualTo(new Monitored(
            "mymaster",
            address(primary),
            List.of(address(replica)),
            1,
            0,
            monitored.epoch(),
            monitored.flags()));
  }

  @Test
  void aFailoverIsHeardAndNotWaitedFor() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer replica = rig.redis("--replicaof", primary.host(), "" + primary.port());
    RedisServer sentinel = sentinel(monitor("mymaster", address(primary)));
    rig.probe(NEVER_AGAIN, Map.of(ID, target(sentinel)));
    awaitView(view -> view.primary().equals(address(primary)));
    // Its own client list tells when it is subscribed.
    rig.until(() -> sentinel.command("CLIENT", "LIST").contains("flags=P"));
    rig.until(() -> sentinel.command("SENTINEL", "FAILOVER", "mymaster").equals("OK"));
    Monitored after = awaitView(view -> view.primary().equals(address(replica)));
    assertThat(after.epoch()).isPositive();
  }

  @Test
  void silenceOfAPrimaryIsHeard() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer sentinel = sentinel(
        monitor("mymaster", address(primary)), "sentinel down-after-milliseconds mymaster 300");
    rig.probe(NEVER_AGAIN, Map.of(ID, target(sentinel)));
    awaitView(view -> view.flags().isEmpty());
    rig.until(() -> sentinel.command("CLIENT", "LIST").contains("flags=P"));
    primary.freeze();
    awaitView(view -> view.flags().contains(Monitored.Flag.O_DOWN));
  }

  @Test
  void hostNamesAreReadAsItAnnouncesThem() throws Exception {
    RedisServer primary = rig.redis(RedisServerOptions.DEFAULT.withAddressing(Addressing.OWN_PORT));
    RedisServer sentinel = sentinel(
        "sentinel resolve-hostnames yes",
        "sentinel announce-hostnames yes",
        monitor("mymaster", new HostAndPort("localhost", primary.port())));
    rig.probe(NEVER_AGAIN, Map.of(ID, target(sentinel)));
    assertThat(awaitView(view -> true).primary())
        .isEqualTo(new HostAndPort("localhost", primary.port()));
  }

  @Test
  void rd09OneThatWantsAPasswordIsToldApartAndThenAskedWithIt() throws Exception {
    RedisServer primary = rig.redis();
    RedisServer sentinel = sentinel(monitor("mymaster", address(primary)), "requirepass sesame");
    rig.probe(NEVER_AGAIN, Map.of(ID, target(sentinel)));
    rig.awaitFrom(0, finding -> ProbeRig.isImpairment(finding, Impairment.NOAUTH));
    rig.secrets = Map.of("sentinels", new RespCredentials("", "sesame"));
    rig.prober().update(Map.of(ID, new ProbeTarget(address(sentinel), false, "", "sentinels")));
    assertThat(awaitView(view -> true).primary()).isEqualTo(address(primary));
    assertThat(rig.seen.toString()).doesNotContain("sesame");
  }

  @Test
  void oneThatWatchesNothingIsHealthy() throws Exception {
    RedisServer sentinel = sentinel("sentinel deny-scripts-reconfig yes");
    rig.probe(NEVER_AGAIN, Map.of(ID, target(sentinel)));
    Finding finding = rig.awaitFrom(0, seen -> true);
    assertThat(finding).isInstanceOfSatisfying(Healthy.class, healthy -> {
      assertThat(healthy.facts().role()).isEqualTo(Role.SENTINEL);
      assertThat(healthy.facts().watches()).isEmpty();
    });
  }

  @Test
  void oneThatTalksNonsenseIsImpaired() throws Exception {
    ScriptedServer.Script nonsense = (client, command) -> client.write(
        switch (command.get(0)) {
          case "ping" -> "+PONG\r\n";
          case "role" -> "*2\r\n$8\r\nsentinel\r\n*0\r\n";
          case "info" -> "$0\r\n\r\n";
          default -> "+whatever\r\n";
        });
    rig.probe(NEVER_AGAIN, Map.of(ID, target(rig.scripted(nonsense.afterHello()).address())));
    Impaired finding = (Impaired) rig.awaitFrom(0, seen -> true);
    assertThat(finding.message()).isEqualTo("SENTINEL MASTERS with whatever (expected: a list)");
  }

  private RedisServer sentinel(String... lines) {
    return rig.redis(RedisServerOptions.DEFAULT.withSentinel(List.of(lines)));
  }

  private static String monitor(String name, HostAndPort primary) {
    return "sentinel monitor " + name + " " + primary.host() + " " + primary.port() + " 1";
  }

  private Monitored awaitView(Predicate<Monitored> wanted) throws Exception {
    Finding finding = rig.awaitFrom(
        0,
        seen -> seen instanceof Healthy healthy
            && healthy.facts().watches().stream().anyMatch(wanted));
    return ((Healthy) finding).facts().watches().get(0);
  }
}
