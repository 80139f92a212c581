package io.redpoll.testkit.kubernetes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority that lives as long as one API, and signs for 127.0.0.1, ::1 and localhost.
 *
 * <p>It writes X.509 by itself, since the JDK has no public way to, and a key that lies in a repository is a bad example.
 */
final class CertificateAuthority {

  private static final String NAME = "Redpoll testkit CA";
  private static final Duration VALID = Duration.ofDays(365);
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final byte[] TRUE = Der.tag(Der.BOOLEAN, new byte[] {(byte) 0xff});

  private final SecureRandom random = new SecureRandom();
  private final Instant now;
  private final KeyPair keys;

  /** Makes a new authority whose certificates are valid from a day ago. */
  CertificateAuthority(Instant now) {
    this.now = now;
    this.keys = newKeys();
  }

  /** Its own certificate, for those who shall trust it. */
  String certificatePem() {
    byte[] basicConstraints =
        extension("2.5.29.19", TRUE, Der.sequence(Der.tag(Der.BOOLEAN, new byte[] {(byte) 0xff})));
    byte[] keyCertSign = extension("2.5.29.15", TRUE, Der.bits(2, (byte) 0x04));
    return pem("CERTIFICATE", certificate(NAME, keys, basicConstraints, keyCertSign));
  }

  /** A key and its certificate, both PEM. */
  record KeyAndCertificate(String key, String certificate) {

    /** Without the key. */
    @Override
    public String toString() {
      return "KeyAndCertificate[***]";
    }
  }

  /** A new key with a certificate for this machine's loopback names, as Vert.x takes it. */
  PemKeyCertOptions serverKeyCert() {
    KeyAndCertificate server = server();
    return new PemKeyCertOptions()
        .setKeyValue(Buffer.buffer(server.key()))
        .setCertValue(Buffer.buffer(server.certificate()));
  }

  /** TLS that trusts this authority and no other. */
  SSLContext trustingContext() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    byte[] pem = certificatePem().getBytes(StandardCharsets.US_ASCII);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), random);
    return context;
  }

  /** A new key with a certificate for this machine's loopback names. */
  KeyAndCertificate server() {
    KeyPair server = newKeys();
    byte[] names = Der.sequence(
        Der.tag(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
        Der.tag(0x82, "kubernetes.default.svc".getBytes(StandardCharsets.US_ASCII)),
        Der.tag(0x87, new byte[] {127, 0, 0, 1}),
        Der.tag(0x87, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    byte[] subjectAltName = extension("2.5.29.17", new byte[0], names);
    byte[] certificate = certificate("Redpoll testkit API", server, subjectAltName);
    return new KeyAndCertificate(
        pem("PRIVATE KEY", encoded(server.getPrivate())), pem("CERTIFICATE", certificate));
  }

  private KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(
          "elliptic curve secp256r1: not in this JDK (expected: a standard JDK 17)", missing);
    }
  }

  private byte[] certificate(String subject, KeyPair subjectKeys, byte[]... extensions) {
    byte[] toBeSigned = Der.sequence(
        Der.tag(0xa0, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(64, random).setBit(64)),
        ECDSA_WITH_SHA256,
        name(NAME),
        Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(VALID))),
        name(subject),
        encoded(subjectKeys.getPublic()),
        Der.tag(0xa3, Der.sequence(extensions)));
    return Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bits(0, sign(toBeSigned)));
  }

  private byte[] sign(byte[] data) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate(), random);
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(
          "SHA256withECDSA: failed (expected: a standard JDK 17)", broken);
    }
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.tag(Der.SET, Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
  }

  private static byte[] extension(String oid, byte[] critical, byte[] value) {
    return Der.sequence(Der.oid(oid), critical, Der.tag(Der.OCTET_STRING, value));
  }

  private static byte[] encoded(Key key) {
    return key.getEncoded();
  }

  private static String pem(String type, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN " + type + "-----\n" + lines.encodeToString(der) + "\n-----END " + type
        + "-----\n";
  }
}
