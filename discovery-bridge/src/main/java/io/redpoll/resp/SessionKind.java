package io.redpoll.resp;

/** How a command changes the state of its connection, so that it must not travel on a shared one. */
public enum SessionKind {
  /** It leaves no trace on its connection. */
  NONE,
  /** It turns the connection into a subscriber, or back. */
  PUB_SUB,
  /** It belongs to a transaction: MULTI, EXEC, DISCARD, WATCH, UNWATCH. */
  TRANSACTION,
  /** It changes something else: database, user, protocol, replies, tracking. */
  STATE
}
