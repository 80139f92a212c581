package io.redpoll.agent.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A table, then a line for each fact. */
record TextConsole(PrintStream out) implements Console {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final String ROW = "%-24s %-10s %-20s %-7s %-8s %s%n";

  @Override
  public void note(String text) {
    out.println(text);
  }

  @Override
  public void endpoints(List<JsonObject> endpoints) {
    out.println();
    out.printf(Locale.ROOT, ROW, "SERVICE", "POD", "ADDRESS", "NODE", "ROLE", "STATUS");
    for (JsonObject endpoint : endpoints) {
      out.printf(
          Locale.ROOT,
          ROW,
          endpoint.getString("service"),
          endpoint.getString("pod"),
          address(endpoint),
          endpoint.getString("node"),
          endpoint.getString("role"),
          endpoint.getString("status"));
    }
    out.println();
  }

  @Override
  public void event(JsonObject event) {
    JsonObject endpoint = event.getJsonObject("endpoint");
    String who =
        endpoint == null ? "" : " " + endpoint.getString("pod") + " at " + address(endpoint);
    LocalTime at =
        LocalTime.ofInstant(Instant.parse(event.getString("at")), ZoneId.systemDefault());
    out.printf(
        Locale.ROOT,
        "%s  %-19s %s%s  %s -> %s  (%s)%n",
        CLOCK.format(at),
        event.getString("type"),
        event.getString("service"),
        who,
        orDash(event.getString("from")),
        orDash(event.getString("to")),
        causes(event.getJsonArray("cause")));
  }

  @Override
  public void tick(JsonObject counts) {
    out.printf(
        Locale.ROOT,
        "%6d s  %,d commands done, %,d failed%n",
        counts.getLong("second"),
        counts.getLong("done"),
        counts.getLong("failed"));
  }

  @Override
  public void summary(JsonObject summary) {
    out.println();
    out.printf(Locale.ROOT, "commands done  %,d%n", summary.getLong("commands"));
    out.println("failures       " + counts(summary.getJsonObject("failures")));
    out.println("events         " + counts(summary.getJsonObject("events")));
    summary.getJsonArray("kills").forEach(kill -> out.println("killed         " + kill));
    out.println(summary.getBoolean("ok") ? "All is well." : "NOT all is well.");
  }

  private static String address(JsonObject endpoint) {
    return endpoint.getString("host") + ":" + endpoint.getInteger("port");
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static String causes(JsonArray chain) {
    return chain.stream()
        .map(link -> ((JsonObject) link).getString("what"))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String counts(JsonObject counts) {
    return counts.isEmpty()
        ? "none"
        : counts.stream()
            .map(Map.Entry.class::cast)
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
