package io.redpoll.testkit.redis;

/** A Redis server could not be found, started, signalled or asked; the message says why and what to do. */
public final class RedisServerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RedisServerException(String message) {
    super(message);
  }

  RedisServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
