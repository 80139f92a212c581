package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.resp.CommandInfo;
import java.time.Duration;

/** What happened to a call so far, and what to say of it if it ends without an answer. Belongs to the call. */
final class CallHistory {

  private final ServiceId service;
  private final CommandInfo command;
  private final Duration timeout;

  private String node = "";
  private String nodeTrouble = "";
  private String reason = "";
  private Throwable lastFailure;
  private boolean mayHaveRun;
  private int failures;

  CallHistory(ServiceId service, CommandInfo command, Duration timeout) {
    this.service = service;
    this.command = command;
    this.timeout = timeout;
  }

  /** It waits, and for what. */
  void waits(String why) {
    reason = why;
  }

  /** It waits for this node. */
  void waitsFor(Node waitedFor, String why) {
    node = waitedFor.name();
    nodeTrouble = waitedFor.trouble();
    reason = why;
  }

  /** It was tried at this node, in vain. */
  void failedAt(Node tried, Throwable failure) {
    node = tried.name();
    lastFailure = failure;
    failures++;
  }

  /** It was sent and may have changed something. */
  void mayHaveRun() {
    mayHaveRun = true;
  }

  /** How often it failed. */
  int failures() {
    return failures;
  }

  /** What it waited for last, and what failed last. */
  String why() {
    String last = lastFailure == null ? nodeTrouble : String.valueOf(lastFailure.getMessage());
    return reason.isEmpty() || last.isEmpty() ? reason + last : reason + "; last failure: " + last;
  }

  /** The failure of a call that gets no more time, or may not be tried again. */
  HandleException expired(Sight sight, boolean timeIsUp) {
    String within = timeIsUp ? " within " + timeout.toMillis() + " ms: " : ": ";
    return ending(new UnavailableException(
        service,
        command.name() + ": not done" + within + why() + " (known: " + sight.describe()
            + "); check its pods, or allow more time",
        lastFailure));
  }

  /** What to fail with instead of {@code failure}: what counts in the end is whether it may have run. */
  HandleException ending(HandleException failure) {
    if (!mayHaveRun) {
      return failure;
    }
    return new OutcomeUnknownException(
        service,
        command.name() + ": it was sent to " + node
            + " and its reply was lost, so that it may have run: " + why()
            + "; send it again only if it does no harm when it runs twice",
        lastFailure);
  }

  /** The failure of a write of which some shards have done their part, and others have not. */
  HandleException partlyDone(int parts, int of, Throwable failure) {
    return new OutcomeUnknownException(
        service,
        command.name() + ": " + parts + " of " + of + " shards have done their part: "
            + failure.getMessage(),
        failure);
  }
}
