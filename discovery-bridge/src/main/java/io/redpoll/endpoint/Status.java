package io.redpoll.endpoint;

/** The agreed state of an endpoint. */
public enum Status {
  /** It answers as it should. */
  UP(true),
  /** It answers, but not all is well: busy, out of memory, failing to save, its replication link down. */
  DEGRADED(true),
  /** It is reading its data from disk and refuses commands until done. */
  LOADING(false),
  /** Its pod is terminating: what it does it may finish, new work goes elsewhere. */
  DRAINING(false),
  /** It does not answer, and nobody can reach it. */
  DOWN(false),
  /** It is alive, but some cannot reach it. */
  UNREACHABLE(false),
  /** It is alive, but wants a password that the agent does not have. */
  AUTH_REQUIRED(false),
  /** Something answers that does not speak Redis as expected, TLS on a plain port for instance. */
  PROTOCOL_MISMATCH(false),
  /** It has not been checked yet. */
  UNKNOWN(false);

  private final boolean usable;

  Status(boolean usable) {
    this.usable = usable;
  }

  /** Whether a handle may send it new commands. */
  public boolean usable() {
    return usable;
  }
}
