package io.redpoll.agent.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code redpoll events}: what an agent remembers of the last events, and with {@code --follow} what comes after. */
final class EventsCommand {

  private static final String FOLLOW = "--follow";
  private static final String SERVICE = "--service";
  private static final String JSON = "--json";
  static final String HELP = """
      Usage: redpoll events [--follow] [--service <namespace>/<name>] [--url <url>] [--json]

      Prints the last health events that an agent remembers, one line each.

        --follow                       go on with each event as it comes, until ended by Ctrl-C
        --service <namespace>/<name>   only of this Service
        --url <url>                    the admin port of any agent (default: %s)
        --json                         each event as JSON, as it is on the event bus

      Exit codes: 0 printed, 1 no agent answers or the stream ended, 2 bad options.
      """.formatted(ClientFlags.DEFAULT_URL);

  private EventsCommand() {}

  static Map<String, Boolean> flags() {
    Map<String, Boolean> flags = new LinkedHashMap<>();
    flags.put(FOLLOW, false);
    flags.put(SERVICE, true);
    flags.put(ClientFlags.URL, true);
    flags.put(JSON, false);
    flags.put(ClientFlags.HELP, false);
    return flags;
  }

  static void run(ClientFlags flags, PrintStream out) {
    String url = flags.value(ClientFlags.URL).orElse(ClientFlags.DEFAULT_URL);
    String service = flags
        .value(SERVICE)
        .map(EventsCommand::checked)
        .map(name -> "&service=" + name)
        .orElse("");
    boolean follow = flags.has(FOLLOW);
    new AdminClient(url).messages("events?snapshots=false&recent=512" + service, message -> {
      if (message.name().equals("health")) {
        out.println(flags.has(JSON) ? message.data().encode() : line(message.data()));
        out.flush();
      }
      return follow || !message.name().equals("live");
    });
    if (follow) {
      throw new CommandException("the stream ended (expected: until Ctrl-C)", ExitCode.FAILED);
    }
  }

  private static String checked(String name) {
    if (!name.matches("[-.a-z0-9]+/[-.a-z0-9]+")) {
      throw new CommandException(
          SERVICE + ": " + ClientFlags.printable(name) + " (expected: <namespace>/<name>)",
          ExitCode.BAD_OPTIONS);
    }
    return name;
  }

  /** As the agent's own log has it: when, what, of whom, from what to what, and why. */
  static String line(JsonObject event) {
    JsonObject endpoint = event.getJsonObject("endpoint");
    String where = endpoint == null
        ? ""
        : " " + endpoint.getString("pod") + " at " + endpoint.getString("host") + ":"
            + endpoint.getInteger("port");
    String cause = event.getJsonArray("cause", new JsonArray()).stream()
        .map(link -> ((JsonObject) link).getString("what"))
        .distinct()
        .collect(Collectors.joining("; "));
    return event.getString("at") + "  " + event.getString("type") + "  "
        + event.getString("service")
        + where + "  " + orDash(event.getString("from")) + " -> " + orDash(event.getString("to"))
        + (cause.isEmpty() ? "" : "  (" + cause + ")");
  }

  private static String orDash(String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
