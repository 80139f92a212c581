package io.redpoll.probe;

import static io.redpoll.probe.ProbeRig.ID;
import static io.redpoll.probe.ProbeRig.NEVER_AGAIN;
import static io.redpoll.probe.ProbeRig.address;
import static io.redpoll.probe.ProbeRig.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.testing.TestCertificate;
import io.redpoll.testkit.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that speak TLS on one port and plain RESP on another. */
class ProbeTlsIT {

  private static final String NAME = "redis-0.redis.shop.svc";
  private static final int TLS_PORT = 6390;

  @TempDir
  static Path directory;

  private static TestCertificate certificate;

  private final ProbeRig rig = new ProbeRig();

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.create(directory, NAME);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void rd10TheNameOfThePodIsVerifiedThoughItsAddressIsDialled() throws Exception {
    rig.trust(certificate.certificate());
    assertThat(check(new ProbeTarget(tls(redis()), true, NAME, ""))).isInstanceOf(Healthy.class);
  }

  @Test
  void rd10ACertificateOfAnotherPodIsAMismatch() throws Exception {
    rig.trust(certificate.certificate());
    Unreached finding =
        (Unreached) check(new ProbeTarget(tls(redis()), true, "redis-1.redis.shop.svc", ""));
    assertThat(finding.failure()).isEqualTo(Failure.PROTOCOL);
  }

  @Test
  void rd10AnUnknownAuthorityIsAMismatch() throws Exception {
    Unreached finding = (Unreached) check(new ProbeTarget(tls(redis()), true, NAME, ""));
    assertThat(finding.failure()).isEqualTo(Failure.PROTOCOL);
  }

  @Test
  void rd10APlainPingToATlsPortIsAMismatchThatSaysSo() throws Exception {
    assertThat(check(target(tls(redis())))).isEqualTo(TlsMismatch.SPEAKS_TLS);
  }

  @Test
  void rd10APortThatGoesOnSpeakingTlsGoesOnBeingAMismatch() throws Exception {
    rig.probe(Duration.ofMillis(500), Map.of(ID, target(tls(redis()))));
    rig.until(() -> rig.seen.size() > 3);
    assertThat(rig.seen).allMatch(seen -> seen.finding().equals(TlsMismatch.SPEAKS_TLS));
  }

  @Test
  void rd10TlsToAPlainPortIsAMismatch() throws Exception {
    rig.probe(Duration.ofSeconds(1), Map.of(ID, new ProbeTarget(address(redis()), true, NAME, "")));
    assertThat(rig.awaitFrom(0, finding -> true)).isEqualTo(TlsMismatch.SPEAKS_PLAIN);
  }

  private RedisServer redis() {
    return rig.redis(
        "--tls-port",
        Integer.toString(TLS_PORT),
        "--tls-cert-file",
        certificate.certificate().toString(),
        "--tls-key-file",
        certificate.key().toString(),
        "--tls-ca-cert-file",
        certificate.certificate().toString(),
        "--tls-auth-clients",
        "no");
  }

  private static HostAndPort tls(RedisServer server) {
    return new HostAndPort(server.host(), TLS_PORT);
  }

  private Finding check(ProbeTarget target) throws Exception {
    rig.probe(NEVER_AGAIN, Map.of(ID, target));
    return rig.awaitFrom(0, finding -> true);
  }
}
