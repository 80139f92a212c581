package io.redpoll.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key with a certificate that it signed itself, made anew for each test.
 *
 * @param key PEM file of the key
 * @param certificate PEM file of the certificate, which is its own authority
 */
public record TestCertificate(Path key, Path certificate) {

  private static final String PASSWORD = "changeit";

  /** One for this DNS name and no address, in files in this directory. */
  public static TestCertificate create(Path directory, String dnsName)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve("keys.p12");
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
            "san=dns:" + dnsName,
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD))
        .redirectErrorStream(true)
        .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey("redis", PASSWORD.toCharArray()).getEncoded();
    byte[] certificate = keys.getCertificate("redis").getEncoded();
    return new TestCertificate(
        write(directory.resolve("key.pem"), "PRIVATE KEY", key),
        write(directory.resolve("certificate.pem"), "CERTIFICATE", certificate));
  }

  private static Path write(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
