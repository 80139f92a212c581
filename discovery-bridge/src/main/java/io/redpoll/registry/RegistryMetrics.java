package io.redpoll.registry;

/**
 * What the registry writer did since its start. All of it only grows.
 *
 * @param updates records written
 * @param removals records taken away
 * @param failures writes that the registry refused, each of them tried again
 * @param reconciles how often all that is written was compared with what should be
 * @param repairs Services found to differ then, and written again
 */
public record RegistryMetrics(
    long updates, long removals, long failures, long reconciles, long repairs) {

  /** Nothing done yet. */
  public static final RegistryMetrics NONE = new RegistryMetrics(0, 0, 0, 0, 0);

  RegistryMetrics updated() {
    return new RegistryMetrics(updates + 1, removals, failures, reconciles, repairs);
  }

  RegistryMetrics removed() {
    return new RegistryMetrics(updates, removals + 1, failures, reconciles, repairs);
  }

  RegistryMetrics failed() {
    return new RegistryMetrics(updates, removals, failures + 1, reconciles, repairs);
  }

  RegistryMetrics reconciled() {
    return new RegistryMetrics(updates, removals, failures, reconciles + 1, repairs);
  }

  RegistryMetrics repaired() {
    return new RegistryMetrics(updates, removals, failures, reconciles, repairs + 1);
  }
}
