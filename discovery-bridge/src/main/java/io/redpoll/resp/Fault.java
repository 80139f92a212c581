package io.redpoll.resp;

/** What went wrong on a connection. An error reply of the server is none of these. */
public enum Fault {
  /** Too many commands are in flight already. */
  BUSY,
  /** The connection was closed or drained by its owner, or not made, since that is ending. */
  ENDED,
  /** Nobody listens there. */
  REFUSED,
  /** No route, no such host, or no permission. */
  NO_PATH,
  /** Something accepted the connection and closed it before any reply: a mesh or a policy, perhaps. */
  HUNG_UP,
  /** No answer in time. */
  TIMEOUT,
  /** The other side closed or reset a connection that had worked. */
  CLOSED,
  /** What came was not RESP, or TLS failed. */
  PROTOCOL
}
