package io.redpoll.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes figures of measurements.
 *
 * <p>A ratio is taken within each round and then the median of them: what disturbs the machine for seconds falls on both sides.
 */
final class Figures {

  private final Map<Key, Map<String, Double>> rounds = new LinkedHashMap<>();

  private Figures(List<Measurement> measurements) {
    measurements.forEach(measurement -> rounds
        .computeIfAbsent(Key.of(measurement), key -> new LinkedHashMap<>())
        .put(measurement.round(), measurement.value()));
  }

  /** The figures in the order of the first measurement of each. */
  static List<Figure> of(List<Measurement> measurements, String ours, List<String> peers) {
    Figures figures = new Figures(measurements);
    return figures.rounds.keySet().stream()
        .map(key -> figures.figure(key, key.subject().equals(ours) ? peers : List.of()))
        .toList();
  }

  private Figure figure(Key key, List<String> peers) {
    List<Figure.Comparison> comparisons = peers.stream()
        .map(key::of)
        .filter(rounds::containsKey)
        .map(peer -> comparison(key, peer))
        .toList();
    Spread value = Spread.of(rounds.get(key).values());
    return new Figure(key.setting(), key.subject(), key.metric(), key.unit(), value, comparisons);
  }

  private Figure.Comparison comparison(Key key, Key peer) {
    Map<String, Double> peers = Objects.requireNonNull(rounds.get(peer));
    List<Double> ratios = new ArrayList<>();
    rounds.get(key).forEach((round, value) -> ratios.add(value / peers.get(round)));
    return new Figure.Comparison(peer.subject(), Spread.of(peers.values()), Spread.of(ratios));
  }

  private record Key(Map<String, Object> setting, String subject, String metric, String unit) {

    static Key of(Measurement measurement) {
      return new Key(
          measurement.setting(), measurement.subject(), measurement.metric(), measurement.unit());
    }

    Key of(String otherSubject) {
      return new Key(setting, otherSubject, metric, unit);
    }
  }
}
