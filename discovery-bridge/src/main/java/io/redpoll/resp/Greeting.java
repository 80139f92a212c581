package io.redpoll.resp;

/** How to begin on a new connection. */
enum Greeting {
  /** With HELLO, and in RESP2 if the server answers that it does not know it. */
  HELLO,
  /** With nothing but AUTH and PING, for those that hang up on any other word. */
  PLAIN
}
