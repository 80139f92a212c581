package io.redpoll.agent.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code redpoll services}: a table of all Services and their endpoints, as an agent knows them. */
final class ServicesCommand {

  private static final String JSON = "--json";
  static final String HELP = """
      Usage: redpoll services [--url <url>] [--json]

      Prints all Services and their endpoints, as an agent knows them.

        --url <url>   the admin port of any agent (default: %s)
        --json        as JSON, one line for each Service

      Exit codes: 0 printed, 1 no agent answers, 2 bad options.
      """.formatted(ClientFlags.DEFAULT_URL);

  private ServicesCommand() {}

  static Map<String, Boolean> flags() {
    Map<String, Boolean> flags = new LinkedHashMap<>();
    flags.put(ClientFlags.URL, true);
    flags.put(JSON, false);
    flags.put(ClientFlags.HELP, false);
    return flags;
  }

  static void run(ClientFlags flags, PrintStream out, PrintStream err) {
    String url = flags.value(ClientFlags.URL).orElse(ClientFlags.DEFAULT_URL);
    JsonObject answer = new AdminClient(url).json("services");
    JsonArray services = answer.getJsonArray("services");
    if (flags.has(JSON)) {
      services.forEach(service -> out.println(((JsonObject) service).encode()));
    } else {
      table(services).forEach(out::println);
    }
    if (!answer.getBoolean("complete")) {
      err.println("redpoll: not all agents answered: some of this may be old");
    }
  }

  static List<String> table(JsonArray services) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("SERVICE", "STATUS", "POD", "ADDRESS", "NODE", "ZONE", "ROLE", "STATUS", "REASON"));
    for (Object entry : services) {
      JsonObject service = (JsonObject) entry;
      for (Object state : service.getJsonArray("endpoints")) {
        rows.add(row(service, (JsonObject) state));
      }
      if (service.getJsonArray("endpoints").isEmpty()) {
        rows.add(List.of(service.getString("service"), service.getString("status"), "-"));
      }
    }
    return Columns.align(rows);
  }

  private static List<String> row(JsonObject service, JsonObject endpoint) {
    String host = endpoint.getString("host");
    return List.of(
        service.getString("service"),
        service.getString("status"),
        endpoint.getString("pod"),
        (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.getInteger("port"),
        endpoint.getString("node"),
        endpoint.getString("zone"),
        endpoint.getString("role") + (endpoint.getBoolean("fenced") ? " (fenced)" : ""),
        endpoint.getString("status"),
        endpoint.getString("reason"));
  }
}
