package io.redpoll.resp;

import io.redpoll.endpoint.HostAndPort;

/**
 * The words for what goes wrong on one connection: address, command, what happened, what to do. Never arguments.
 *
 * @param address of the connection
 */
record Failures(HostAndPort address) {

  RespException spent(String command) {
    return new RespException(
        Fault.TIMEOUT, Delivery.NOT_SENT, say(command) + "not sent, since its time is up");
  }

  BusyException busy(String command, Claims claims) {
    return new BusyException(say(command) + "refused, since " + claims.commands()
        + " commands of " + claims.bytes()
        + " bytes wait for replies already; send less, or allow more");
  }

  RespException vertxClosed(String command) {
    return new RespException(
        Fault.ENDED, Delivery.NOT_SENT, say(command) + "not sent, since Vert.x is closed");
  }

  /** For a command that came too late: the connection is {@code state}. */
  RespException refused(String command, Fault fault, String state) {
    return new RespException(
        fault,
        Delivery.NOT_SENT,
        say(command) + "not sent, since the connection " + state
            + "; send it on another connection");
  }

  /** For a command whose time was up before the socket took it. */
  RespException neverSent(InFlight entry) {
    return new RespException(
        Fault.TIMEOUT,
        Delivery.NOT_SENT,
        say(entry.name()) + "not sent within " + entry.timeoutMillis
            + " ms, since the server does not take what was sent before");
  }

  RespException timedOut(InFlight entry) {
    return new RespException(
        Fault.TIMEOUT,
        Delivery.OUTCOME_UNKNOWN,
        say(entry.name()) + "no reply within " + entry.timeoutMillis
            + " ms; it may have run, so send again only what may run twice");
  }

  RespException ended(Fault fault, String what) {
    return new RespException(
        fault, Delivery.OUTCOME_UNKNOWN, "redis " + address + ": connection ended: " + what);
  }

  /** For a command that waited when the connection ended. */
  RespException lost(InFlight entry, Fault fault, Delivery delivery, String what) {
    String advice = delivery == Delivery.NOT_SENT
        ? "it was not sent, so send it on another connection"
        : "it may have run, so send again only what may run twice";
    return new RespException(
        fault, delivery, say(entry.name()) + "the connection ended: " + what + "; " + advice);
  }

  private String say(String command) {
    return "redis " + address + ": " + command + ": ";
  }
}
