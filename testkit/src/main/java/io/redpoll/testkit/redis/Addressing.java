package io.redpoll.testkit.redis;

/** How servers on one machine get addresses that do not collide. */
public enum Addressing {
  /** {@link #OWN_ADDRESS} where the system has loopback addresses beside 127.0.0.1, else {@link #OWN_PORT}. */
  AUTO,
  /** Each has its own address 127.x.y.z and the port 6379, as pods have. */
  OWN_ADDRESS,
  /** All have 127.0.0.1, each has its own port. */
  OWN_PORT
}
