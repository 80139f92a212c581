package io.redpoll.resp;

import io.vertx.core.Completable;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** One command between its submission and its reply. Its connection's event loop. */
final class InFlight {

  final Command command;

  /** By {@link System#nanoTime}, Long.MAX_VALUE for never. */
  final long deadline;

  /** How long that was from the submission, for messages; not more than Integer.MAX_VALUE. */
  final int timeoutMillis;

  /** How many bytes its request has at most. */
  final int bytes;

  /** The kind of push that answers this command instead of a reply, {@code subscribe} for instance; empty for none. */
  final String confirmation;

  private final Completable<Response> target;

  private Request request;

  /** How many of them are still to come. */
  private int confirmationsLeft;

  private boolean settled;

  InFlight(
      Request request,
      Completable<Response> target,
      int bytes,
      long deadline,
      int timeoutMillis,
      String confirmation,
      int confirmations) {
    this.command = request.command();
    this.request = request;
    this.target = target;
    this.bytes = bytes;
    this.deadline = deadline;
    this.timeoutMillis = timeoutMillis;
    this.confirmation = confirmation;
    this.confirmationsLeft = confirmations;
  }

  /** The command's name in capitals, for messages. */
  String name() {
    return Requests.name(command);
  }

  /** Whether it is this command, without making its name. */
  boolean is(String name) {
    return name.equalsIgnoreCase(command.toString());
  }

  /** What to write, once: its arguments may be large and are not kept until the reply comes. */
  Request takeRequest() {
    Request taken = request;
    request = null;
    return taken;
  }

  /**
   * Whether its caller has an answer, of what kind ever. If it was written, it is a tombstone: its place in the order is kept,
   * so that its late reply is taken for nobody else's.
   */
  boolean isSettled() {
    return settled;
  }

  boolean awaitsConfirmation() {
    return confirmationsLeft > 0;
  }

  /** Counts a confirmation; true if it was the last one. */
  boolean confirmed() {
    return --confirmationsLeft <= 0;
  }

  /** Fails, unless its caller has an answer. */
  void fail(Throwable failure) {
    if (!settled) {
      settled = true;
      target.complete(null, failure);
    }
  }

  /** Completes with the reply, which may be null for nil; an error reply is a failure, as in the stock client. */
  void complete(Response reply) {
    if (reply != null && reply.type() == ResponseType.ERROR && reply instanceof Throwable error) {
      fail(error);
    } else if (!settled) {
      settled = true;
      target.complete(reply, null);
    }
  }
}
