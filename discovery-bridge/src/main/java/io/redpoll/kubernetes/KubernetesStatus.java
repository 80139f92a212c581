package io.redpoll.kubernetes;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How the mirror of the Kubernetes API stands at one moment.
 *
 * @param synced whether every namespace was listed once; it stays so while the API fails, since what is known is kept
 * @param lastContact when the API last answered as it should, for the namespace that waits longest; empty while one was
 *     never heard of
 * @param lastError why the API cannot be watched at the moment, in one line without secrets; empty if all is well
 * @param skipped how many objects, endpoints and events were skipped as malformed or unknown
 */
public record KubernetesStatus(
    boolean synced, Optional<Instant> lastContact, String lastError, long skipped) {

  static final KubernetesStatus NEW = new KubernetesStatus(false, Optional.empty(), "", 0);

  public KubernetesStatus {
    requireNonNull(lastContact, "lastContact is null");
    requireNonNull(lastError, "lastError is null");
  }
}
