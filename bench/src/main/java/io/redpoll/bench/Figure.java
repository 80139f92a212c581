package io.redpoll.bench;

import java.util.List;
import java.util.Map;

/**
 * What a benchmark found of one metric of one subject in one setting.
 *
 * @param setting under which conditions
 * @param subject of what
 * @param metric what was measured
 * @param unit its unit
 * @param value over all rounds of all forks
 * @param comparisons with the peers, if the subject is ours
 */
record Figure(
    Map<String, Object> setting,
    String subject,
    String metric,
    String unit,
    Spread value,
    List<Comparison> comparisons) {

  /**
   * Ours beside a peer's.
   *
   * @param peer the peer
   * @param peerValue the peer's figure
   * @param ratio ours divided by the peer's, of each round
   */
  record Comparison(String peer, Spread peerValue, Spread ratio) {}
}
