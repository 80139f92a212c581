package io.redpoll.resp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long a blocking command waits at most, as its arguments say. */
final class BlockTime {

  /** Longer than any connection lives. */
  static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  private BlockTime() {}

  /** The wait that these arguments of a blocking command ask for; empty if they make no sense (the server will say so). */
  static Optional<Duration> of(String command, List<byte[]> arguments) {
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    return switch (command) {
      case "XREAD", "XREADGROUP", "TS.READ" -> {
        int option = blockOption(command, arguments);
        yield option >= 0 && option + 1 < arguments.size()
            ? wait(arguments.get(option + 1), 1)
            : Optional.empty();
      }
      case "WAIT", "WAITAOF" -> wait(last(arguments), 1);
      case "BLMPOP", "BZMPOP" -> wait(arguments.get(0), 1000);
      case "BLMOVEM" -> arguments.size() > 4 ? wait(arguments.get(4), 1000) : Optional.empty();
      default -> wait(last(arguments), 1000);
    };
  }

  /** Where BLOCK stands among the options of XREAD, XREADGROUP or TS.READ, -1 if nowhere. */
  static int blockOption(String command, List<byte[]> arguments) {
    // A time series may have any name; streams and groups stand behind words that end the options,
    // or err on the safe side.
    int options = command.equals("TS.READ") ? 2 : 0;
    for (int i = options; i < arguments.size() && !KeySpec.is(arguments.get(i), "STREAMS"); i++) {
      if (KeySpec.is(arguments.get(i), "BLOCK")) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] last(List<byte[]> arguments) {
    return arguments.get(arguments.size() - 1);
  }

  private static Optional<Duration> wait(byte[] argument, int millisPerUnit) {
    try {
      double millis =
          Double.parseDouble(new String(argument, StandardCharsets.ISO_8859_1)) * millisPerUnit;
      if (!(millis >= 0)) {
        return Optional.empty();
      }
      boolean forEver = millis == 0 || millis > FOR_EVER.toMillis();
      return Optional.of(forEver ? FOR_EVER : Duration.ofMillis((long) Math.ceil(millis)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
