package io.redpoll.resp;

import static io.redpoll.testing.Await.failure;
import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
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
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir
  static Path directory;

  private static Path keys;
  private static Path authority;

  private final Vertx vertx = Vertx.vertx();
  private ScriptedServer server;

  @BeforeAll
  static void makeCertificate() throws Exception {
    keys = directory.resolve("keys.p12");
    authority = directory.resolve("ca.pem");
    Process keytool = new ProcessBuilder(List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "redis",
            "-keyalg",
            "EC",
            "-dname",
            "CN=redis",
            "-ext",
            "san=dns:" + NAME,
            "-keystore",
            keys.toString(),
            "-storepass",
            new String(PASSWORD)))
        .redirectErrorStream(true)
        .start();
    String output = new String(
        keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    Files.writeString(authority, pem());
  }

  @BeforeEach
  void start() {
    NetServerOptions tls = new NetServerOptions()
        .setSsl(true)
        .setKeyCertOptions(new io.vertx.core.net.PfxOptions()
            .setPath(keys.toString())
            .setPassword(new String(PASSWORD)));
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

  private static String pem() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(keys)) {
      store.load(file, PASSWORD);
    }
    Certificate certificate = store.getCertificate("redis");
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
