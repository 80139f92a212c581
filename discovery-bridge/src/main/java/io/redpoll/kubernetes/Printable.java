package io.redpoll.kubernetes;

/** Foreign text made fit for one line of a log or a message: no control characters, not too long. */
final class Printable {

  private static final int MAX_LENGTH = 200;

  private Printable() {}

  static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  static String of(String text, int maxLength) {
    String cut = text.length() <= maxLength ? text : text.substring(0, maxLength) + "...";
    StringBuilder line = new StringBuilder(cut.length());
    cut.codePoints().forEach(c -> line.appendCodePoint(isPlain(c) ? c : '?'));
    return line.toString();
  }

  /** Formatting characters too: they can turn a line around on a terminal. */
  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE -> false;
      default -> true;
    };
  }
}
