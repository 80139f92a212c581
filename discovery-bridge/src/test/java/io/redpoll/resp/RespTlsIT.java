package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testing.ScriptedServer;
import io.redpoll.testing.TestCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS is verified: authority and name. The certificate is for {@code redis-0.redis.shop.svc} and no address. */
class RespTlsIT {

  private static final String NAME = "redis-0.redis.shop.svc";

  @TempDir
  static Path directory;

  private static TestCertificate made;
  private static Path authority;

  private final Vertx vertx = Vertx.vertx();
  private ScriptedServer server;

  @BeforeAll
  static void makeCertificate() throws Exception {
    made = TestCertificate.create(directory, NAME);
    authority = made.certificate();
  }

  @BeforeEach
  void start() {
    NetServerOptions tls = new NetServerOptions()
        .setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions()
            .setKeyPath(made.key().toString())
            .setCertPath(made.certificate().toString()));
    ScriptedServer.Script pong = (client, command) -> client.write("+PONG\r\n");
    server = ScriptedServer.start(vertx, tls, pong.afterHello());
  }

  @AfterEach
  void stop() throws TimeoutException {
    server.close();
    result(vertx.close());
  }

  @Test
  void rd10NameOfThePodIsVerifiedThoughItsAddressIsDialled() throws Exception {
    assertThat(result(connect(new RespTls(NAME, Optional.of(authority)))).isOpen())
        .isTrue();
  }

  @Test
  void anotherNameIsRefused() {
    assertRefused(new RespTls("redis-1.redis.shop.svc", Optional.of(authority)));
  }

  @Test
  void anAddressThatIsNotInTheCertificateIsRefused() {
    assertRefused(new RespTls("", Optional.of(authority)));
  }

  @Test
  void anUnknownAuthorityIsRefused() {
    assertRefused(new RespTls(NAME, Optional.empty()));
  }

  @Test
  void aMissingAuthorityFileIsNamed() {
    Path nowhere = directory.resolve("nowhere.pem");
    assertThat(failure(connect(new RespTls(NAME, Optional.of(nowhere)))))
        .isInstanceOf(RespException.class)
        .hasMessageContaining("nowhere.pem");
  }

  private void assertRefused(RespTls tls) {
    assertThat(failure(connect(tls)))
        .isInstanceOfSatisfying(
            RespException.class, e -> assertThat(e.fault()).isEqualTo(Fault.PROTOCOL))
        .hasMessageContaining("certificate");
  }

  private Future<RespConnection> connect(RespTls tls) {
    return RespConnection.connect(
        vertx,
        new RespConnectOptions(
            server.address(), Optional.of(tls), Optional.empty(), "", Duration.ofSeconds(20), 16));
  }
}
