package io.redpoll.resp;

/** A command was refused at once, since as many as allowed are waiting already. It was not sent. */
public class BusyException extends RespException {

  private static final long serialVersionUID = 1;

  public BusyException(String message) {
    super(Fault.BUSY, Delivery.NOT_SENT, message);
  }
}
