package io.redpoll.testkit.kubernetes;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** As much of DER (X.690) as an X.509 certificate needs. */
final class Der {

  static final int BOOLEAN = 0x01;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  /** A tag, the length of the parts, and the parts. */
  static byte[] tag(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    writeLength(all, content.size());
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return tag(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return tag(INTEGER, value.toByteArray());
  }

  static byte[] text(String value) {
    return tag(UTF8_STRING, value.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant value) {
    return tag(GENERALIZED_TIME, TIME.format(value).getBytes(StandardCharsets.US_ASCII));
  }

  /** A bit string of whole bytes but for the unused bits at its end. */
  static byte[] bits(int unused, byte... bytes) {
    return tag(BIT_STRING, new byte[] {(byte) unused}, bytes);
  }

  /** An object identifier in dotted form. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, Integer.parseInt(arcs[i]));
    }
    return tag(OID, content.toByteArray());
  }

  /** Seven bits a byte, all but the last marked. */
  private static void writeArc(ByteArrayOutputStream to, int arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >> shift > 0) {
        to.write(0x80 | (arc >> shift & 0x7f));
      }
    }
    to.write(arc & 0x7f);
  }

  private static void writeLength(ByteArrayOutputStream to, int length) {
    if (length < 0x80) {
      to.write(length);
    } else if (length < 0x100) {
      to.write(0x81);
      to.write(length);
    } else {
      to.write(0x82);
      to.write(length >> 8);
      to.write(length);
    }
  }
}
