package io.redpoll.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One rule that finds keys among a command's arguments, as Redis itself writes them (key specifications, Redis 7).
 *
 * <p>Positions in a rule count the command's name (and not what stands before it) as 0, those that it tells count the
 * first argument as 0.
 *
 * @param search where the keys begin
 * @param start the position to begin at (INDEX), or to look for the keyword from, backwards if negative (KEYWORD)
 * @param keyword the word before the first key (KEYWORD), in capitals
 * @param find how to go on from there
 * @param a last key, relative to the first, or to the end if negative (RANGE); where the number of keys stands (KEYNUM)
 * @param step from key to key
 * @param c one over the part of the rest that holds keys, 0 for all (RANGE); where the first key stands (KEYNUM)
 * @param complete whether it finds all keys of its kind
 */
public record KeySpec(
    Search search, int start, String keyword, Find find, int a, int step, int c, boolean complete) {

  /** Says behind a rule that it does not find all keys. */
  static final String INCOMPLETE = " incomplete";

  /** There are keys, but nobody tells where. */
  static final KeySpec UNKNOWN = parse("UNKNOWN UNKNOWN" + INCOMPLETE);

  /** How the keys' beginning is found. */
  public enum Search {
    INDEX,
    KEYWORD,
    UNKNOWN
  }

  /** How the keys are found from their beginning. */
  public enum Find {
    RANGE,
    KEYNUM,
    UNKNOWN
  }

  /** Reads {@code index:1 range:0,1,0} or {@code keyword:STREAMS,1 range:-1,1,2 incomplete}, as the table has it. */
  static KeySpec parse(String text) {
    String[] words = text.split(" ", -1);
    String[] begin = words[0].split(":", -1);
    String[] find = words[1].split(":", -1);
    Search search = Search.valueOf(begin[0]);
    String[] at =
        search == Search.UNKNOWN ? new String[] {"", "0"} : ("," + begin[1]).split(",", -1);
    Find how = Find.valueOf(find[0]);
    String[] n = how == Find.UNKNOWN ? new String[] {"0", "1", "0"} : find[1].split(",", -1);
    boolean complete = words.length < 3 && search != Search.UNKNOWN && how != Find.UNKNOWN;
    return new KeySpec(
        search,
        Integer.parseInt(at[at.length - 1]),
        at[at.length - 2],
        how,
        Integer.parseInt(n[0]),
        Integer.parseInt(n[1]),
        Integer.parseInt(n[2]),
        complete);
  }

  /** From the first position to the last, as servers before Redis 7 tell it: relative to the first, or to the end. */
  static KeySpec range(int first, int last, int step) {
    return new KeySpec(Search.INDEX, first, "", Find.RANGE, last, Math.max(1, step), 0, true);
  }

  /** What {@link #parse} reads. */
  String text() {
    String begin =
        switch (search) {
          case INDEX -> search + ":" + start;
          case KEYWORD -> search + ":" + keyword + "," + start;
          case UNKNOWN -> search.name();
        };
    String rest = find == Find.UNKNOWN ? find.name() : find + ":" + a + "," + step + "," + c;
    return begin + " " + rest + (complete ? "" : INCOMPLETE);
  }

  /** Whether the positions depend on more than the number of arguments. */
  boolean movable() {
    return search != Search.INDEX || find != Find.RANGE;
  }

  /** Tells the position of each key that this rule finds. Arguments that break the rule have none. */
  void forEachKey(List<byte[]> arguments, KeyPositions positions) {
    int count = arguments.size() + 1;
    int first = begin(arguments, count);
    if (first < 1 || first >= count) {
      return;
    }
    switch (find) {
      case RANGE -> tell(first, last(first, count), count, positions);
      case KEYNUM -> {
        int keys = first + a < count ? number(arguments.get(first + a - 1)) : 0;
        tell(first + c, first + c + (keys - 1) * step, count, positions);
      }
      case UNKNOWN -> {}
    }
  }

  private int begin(List<byte[]> arguments, int count) {
    return switch (search) {
      case INDEX -> start;
      case KEYWORD -> afterKeyword(arguments, count);
      case UNKNOWN -> -1;
    };
  }

  private int afterKeyword(List<byte[]> arguments, int count) {
    int direction = start > 0 ? 1 : -1;
    int from = start > 0 ? start : count + start;
    for (int i = from; i >= (start > 0 ? 1 : 2) && i < count; i += direction) {
      if (is(arguments.get(i - 1), keyword)) {
        return i + 1;
      }
    }
    return -1;
  }

  private int last(int first, int count) {
    if (a >= 0) {
      return first + a;
    }
    return c == 0 ? count + a : first + (count - first) / c + a;
  }

  private void tell(int first, int last, int count, KeyPositions positions) {
    if (last >= count) {
      return;
    }
    for (int i = first; i <= last; i += step) {
      positions.add(i - 1);
    }
  }

  private static int number(byte[] argument) {
    String text = new String(argument, StandardCharsets.ISO_8859_1);
    return text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()
        ? Integer.parseInt(text)
        : 0;
  }

  /** Whether an argument is this word of ASCII capitals, in any case. */
  static boolean is(byte[] argument, String word) {
    if (argument.length != word.length()) {
      return false;
    }
    for (int i = 0; i < argument.length; i++) {
      int c = argument[i];
      if ((c >= 'a' && c <= 'z' ? c - 32 : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
