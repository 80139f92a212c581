package io.redpoll.resp;

import java.util.Random;

/**
 * A reply of any RESP3 type, made by chance.
 *
 * @param wire its bytes, all ASCII
 * @param text what {@code toString} makes of it
 */
record RandomReply(String wire, String text) {

  /** Nested not deeper than {@code depth}. */
  static RandomReply make(Random random, int depth) {
    int n = random.nextInt(1_000_000);
    String word = "w".repeat(random.nextInt(40)) + n;
    return switch (random.nextInt(depth > 0 ? 14 : 10)) {
      case 0 -> new RandomReply("+" + word + "\r\n", word);
      case 1 -> new RandomReply("$" + word.length() + "\r\n" + word + "\r\n", word);
      case 2 -> new RandomReply(":-" + n + "\r\n", n == 0 ? "0" : "-" + n);
      case 3 -> new RandomReply(random.nextBoolean() ? "_\r\n" : "$-1\r\n", "null");
      case 4 -> new RandomReply("!" + word.length() + "\r\n" + word + "\r\n", word);
      case 5 -> new RandomReply("-" + word + "\r\n", word);
      case 6 -> new RandomReply("," + n + ".5\r\n", Double.toString(n + 0.5));
      case 7 ->
        new RandomReply("(9" + n + "000000000000000000000\r\n", "9" + n + "000000000000000000000");
      case 8 -> n % 2 == 0 ? new RandomReply("#t\r\n", "true") : new RandomReply("#f\r\n", "false");
      case 9 -> new RandomReply("=" + (word.length() + 4) + "\r\ntxt:" + word + "\r\n", word);
      case 10 -> map(random, depth);
      case 11 -> {
        RandomReply value = make(random, depth - 1);
        RandomReply attribute = make(random, depth - 1);
        yield new RandomReply("|1\r\n+k\r\n" + attribute.wire + value.wire, value.text);
      }
      default -> array(random, depth);
    };
  }

  private static RandomReply array(Random random, int depth) {
    int size = random.nextInt(5);
    StringBuilder wire = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      RandomReply element = make(random, depth - 1);
      wire.append(element.wire);
      text.append(i == 0 ? "" : ", ").append(element.text);
    }
    return new RandomReply(
        (random.nextBoolean() ? "*" : "~") + size + "\r\n" + wire, "[" + text + "]");
  }

  /** Of one field at most, since the order of fields is not kept. */
  private static RandomReply map(Random random, int depth) {
    if (random.nextBoolean()) {
      return new RandomReply("%0\r\n", "{}");
    }
    RandomReply value = make(random, depth - 1);
    return new RandomReply("%1\r\n$1\r\nk\r\n" + value.wire, "{k: " + value.text + "}");
  }
}
