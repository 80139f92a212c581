package io.redpoll.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts figures into lines. */
final class Report {

  private Report() {}

  /** One object a figure, and one more for each peer that it is compared with. */
  static List<String> jsonLines(String benchmark, List<Figure> figures) {
    List<String> lines = new ArrayList<>();
    for (Figure figure : figures) {
      lines.add(json(benchmark, figure).encode());
      figure
          .comparisons()
          .forEach(comparison -> lines.add(json(benchmark, figure)
              .put("peer", comparison.peer())
              .put("peerValue", rounded(comparison.peerValue().median()))
              .put("ratio", rounded(comparison.ratio().median()))
              .put("ratioLow", rounded(comparison.ratio().low()))
              .put("ratioHigh", rounded(comparison.ratio().high()))
              .encode()));
    }
    return lines;
  }

  private static JsonObject json(String benchmark, Figure figure) {
    JsonObject json = new JsonObject().put("name", benchmark);
    figure.setting().forEach(json::put);
    return json.put("subject", figure.subject())
        .put("metric", figure.metric())
        .put("value", rounded(figure.value().median()))
        .put("unit", figure.unit())
        .put("low", rounded(figure.value().low()))
        .put("high", rounded(figure.value().high()));
  }

  /** A block for each setting: a line for each subject, a column for each metric, and how many times the peer's ours is. */
  static List<String> table(List<Figure> figures) {
    List<String> lines = new ArrayList<>();
    figures.stream()
        .collect(Collectors.groupingBy(Figure::setting, LinkedHashMap::new, Collectors.toList()))
        .forEach((setting, block) -> {
          lines.add("");
          lines.addAll(block(setting, block));
        });
    return lines;
  }

  private static List<String> block(Map<String, Object> setting, List<Figure> figures) {
    Map<String, List<Figure>> subjects = figures.stream()
        .collect(Collectors.groupingBy(Figure::subject, LinkedHashMap::new, Collectors.toList()));
    List<Figure> widest = subjects.values().iterator().next();
    Map<String, Spread> ratios = new LinkedHashMap<>();
    figures.stream()
        .filter(figure -> figure.metric().equals(widest.get(0).metric()))
        .flatMap(figure -> figure.comparisons().stream())
        .forEach(comparison -> ratios.put(comparison.peer(), comparison.ratio()));
    String label = setting.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
    StringBuilder head = new StringBuilder(String.format("%-42s", label));
    widest.forEach(
        figure -> head.append(String.format(" %16s", figure.metric() + " " + figure.unit())));
    if (!ratios.isEmpty()) {
      head.append("   ours / its ").append(widest.get(0).metric()).append(" (lowest-highest)");
    }
    List<String> lines = new ArrayList<>(List.of(head.toString()));
    subjects.forEach((subject, own) -> lines.add(line(subject, widest, own, ratios.get(subject))));
    return lines;
  }

  private static String line(
      String subject, List<Figure> columns, List<Figure> figures, Spread ratio) {
    Map<String, Double> values = figures.stream()
        .collect(Collectors.toMap(Figure::metric, figure -> figure.value().median()));
    StringBuilder line = new StringBuilder(String.format("  %-40s", subject));
    columns.forEach(column -> line.append(cell(values.get(column.metric()))));
    if (ratio != null) {
      line.append(String.format(
          Locale.ROOT, "   %.2f (%.2f-%.2f)", ratio.median(), ratio.low(), ratio.high()));
    }
    return line.toString();
  }

  /** Small values have a digit more; an empty cell is not measured. */
  private static String cell(Double value) {
    return value == null
        ? String.format("%17s", "-")
        : String.format(Locale.ROOT, value < 10 ? " %,16.2f" : " %,16.0f", value);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
