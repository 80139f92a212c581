package io.redpoll.kubernetes;

/** Order of the resource versions of one object. They are decimal numbers, of any length. */
final class ResourceVersion {

  private ResourceVersion() {}

  /** Whether {@code one} is surely not newer than {@code other}. Of versions that are no numbers only equality is known. */
  static boolean isStale(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    return isDecimal(one) && isDecimal(other) && compareDecimals(one, other) <= 0;
  }

  /** Orders by number where both are numbers, else by text. */
  static int compare(String one, String other) {
    return isDecimal(one) && isDecimal(other) ? compareDecimals(one, other) : one.compareTo(other);
  }

  private static int compareDecimals(String one, String other) {
    int byLength = Integer.compare(one.length(), other.length());
    return byLength != 0 ? byLength : one.compareTo(other);
  }

  private static boolean isDecimal(String text) {
    return !text.isEmpty()
        && (text.charAt(0) != '0' || text.length() == 1)
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
