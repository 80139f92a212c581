package io.redpoll.resp;

import static java.util.Objects.requireNonNull;

/**
 * A command or a connection failed without a word of the server. (An error reply is a failure with the stock client's
 * own error type: see {@link Requests#errorReply}.)
 *
 * <p>It has no stack trace, since it tells of the network and not of code. Its message names the address and the
 * command, never arguments.
 */
public class RespException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Fault fault;
  private final Delivery delivery;

  public RespException(Fault fault, Delivery delivery, String message) {
    this(fault, delivery, message, null);
  }

  public RespException(Fault fault, Delivery delivery, String message, Throwable cause) {
    super(message, cause, false, false);
    this.fault = requireNonNull(fault, "fault is null");
    this.delivery = requireNonNull(delivery, "delivery is null");
  }

  /** What went wrong. */
  public final Fault fault() {
    return fault;
  }

  /** Whether the command may have run. */
  public final Delivery delivery() {
    return delivery;
  }
}
