package io.redpoll.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The text of {@code --help}, made from the table of options. */
final class Usage {

  private Usage() {}

  static String text() {
    StringBuilder text = new StringBuilder("""
        Usage: java -jar redpoll-agent.jar [agent] [--flag value ...]

        Watches the Redis pods that a Kubernetes API knows, checks them, and announces every change.

        An option is a flag (--http-port), an environment variable (REDPOLL_HTTP_PORT) or a key of the
        JSON file (http.port). A flag wins over a variable, a variable over the file.

          --conf <file>
              the JSON file, also REDPOLL_CONF (default: conf/redpoll.json if there is one)
          --help
          --version

        """);
    Keys.all().forEach(key -> append(text, key));
    return text.append("\nExit codes: 0 stopped in order, 1 cannot start or stop, 2 bad options.\n")
        .toString();
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
