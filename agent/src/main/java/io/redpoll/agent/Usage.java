package io.redpoll.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The text of {@code --help}, made from the table of options. */
final class Usage {

  private Usage() {}

  /** Of {@code redpoll agent}. */
  static String agent() {
    return options("""
        Usage: redpoll [agent] [--flag value ...]

        Watches the Redis pods that a Kubernetes API knows, checks them, and announces every change.
        """, "0 stopped in order, 1 cannot start or stop, 2 bad options");
  }

  /** Of {@code redpoll check}. */
  static String check() {
    return options("""
        Usage: redpoll check [--flag value ...]

        Checks, before deploying, what an agent with the same options needs: the options, the files that they
        name, the Kubernetes API, and the rights of the account. Prints a line for each, and changes nothing.
        """, "0 an agent would work, 1 it would not, 2 bad options");
  }

  private static String options(String head, String exitCodes) {
    StringBuilder text = new StringBuilder(head).append("""

        An option is a flag (--http-port), an environment variable (REDPOLL_HTTP_PORT) or a key of the
        JSON file (http.port). A flag wins over a variable, a variable over the file.

          --conf <file>
              the JSON file, also REDPOLL_CONF (default: conf/redpoll.json if there is one)
          --help
          --version

        """);
    Keys.all().forEach(key -> append(text, key));
    return text.append("\nExit codes: ").append(exitCodes).append(".\n").toString();
  }

  private static <T> void append(StringBuilder text, Key<T> key) {
    text.append("  ").append(key.flag());
    text.append(Arguments.standsAlone(key) ? "" : " <" + key.kind().expected() + ">")
        .append('\n');
    text.append("      ")
        .append(key.help())
        .append(" (default: ")
        .append(fallback(key))
        .append(")\n");
  }

  private static <T> String fallback(Key<T> key) {
    Object json = key.kind().toJson().apply(key.fallback());
    boolean none = json.equals("")
        || (json instanceof JsonArray array && array.isEmpty())
        || (json instanceof JsonObject object && object.isEmpty());
    return none ? "none" : json.toString();
  }
}
