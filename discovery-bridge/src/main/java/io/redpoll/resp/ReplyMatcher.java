package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * The receiving half of a connection: cuts frames from what was read, tells pushes from replies, and matches replies with the
 * commands that wait, in order. Its connection's event loop.
 */
final class ReplyMatcher {

  /** Whose commands these are. */
  interface Owner {

    /** An error came before any command was written: writes what waits, since that is what it answers. */
    void writeNow();

    /** The command was answered. */
    void answered(InFlight entry, Response reply);

    /** What came makes no sense, so that nothing behind it does: no more is matched. */
    void broken(String what);
  }

  private final ContextInternal context;
  private final CommandQueue waiting;
  private final Owner owner;
  private final FrameReader reader;
  private final PushRule pushRule = new PushRule();
  private Handler<Response> pushHandler = push -> {};
  private boolean everReplied;
  private boolean over;

  /**
   * A matcher.
   *
   * @param waiting the commands that were written, from which those that are answered are taken
   */
  ReplyMatcher(ContextInternal context, ReplyLimits limits, CommandQueue waiting, Owner owner) {
    this.context = context;
    this.waiting = waiting;
    this.owner = owner;
    this.reader = new FrameReader(limits, this::received);
  }

  /** Who gets pushes. */
  void pushHandler(Handler<Response> handler) {
    pushHandler = handler;
  }

  /** Whether a command was ever answered. */
  boolean everReplied() {
    return everReplied;
  }

  /** Gives up: what comes now is nobody's. */
  void end() {
    over = true;
    reader.forget();
  }

  /** Reads on; the bytes are lent for the call. */
  void read(ByteBuf bytes) {
    if (over) {
      return;
    }
    try {
      reader.read(bytes);
    } catch (NotRespException e) {
      notResp(e.getMessage());
    } catch (RuntimeException e) {
      // Where the next frame begins is lost, whoever is to blame.
      notResp("something unreadable: " + e.getClass().getSimpleName());
    }
  }

  private void notResp(String what) {
    owner.broken("no RESP came, but " + what + "; does Redis listen there?");
  }

  private void received(Response frame) {
    if (over) {
      return;
    }
    if (pushRule.isPush(frame, waiting.head())) {
      pushed(frame);
      return;
    }
    if (waiting.isEmpty() && isError(frame)) {
      // A server that is full says so before it reads.
      owner.writeNow();
    }
    InFlight entry = waiting.poll();
    if (entry == null) {
      owner.broken("a reply came that no command had asked for, " + described(frame));
    } else {
      everReplied = true;
      pushRule.replied(entry, frame);
      owner.answered(entry, frame);
    }
  }

  private void pushed(Response push) {
    InFlight head = waiting.head();
    context.dispatch(push, pushHandler);
    boolean confirms = head != null
        && head == waiting.head()
        && head.awaitsConfirmation()
        && head.confirmation.equals(PushRule.kind(push));
    if (confirms && head.confirmed()) {
      waiting.poll();
      owner.answered(head, push);
    }
  }

  private static boolean isError(Response frame) {
    return frame != null && frame.type() == ResponseType.ERROR;
  }

  /** A reply may hold what is nobody's business here; an error does not. */
  private static String described(Response frame) {
    return isError(frame) ? frame.toString() : frame == null ? "nil" : "type " + frame.type();
  }
}
