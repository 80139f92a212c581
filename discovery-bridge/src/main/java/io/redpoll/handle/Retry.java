package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.Delivery;
import io.redpoll.resp.Fault;
import io.redpoll.resp.Requests;
import io.redpoll.resp.RespException;
import java.util.Set;

/** What to do after a failure: told by what failed and by what may run twice. Pure. */
enum Retry {
  /** It never left: send it again. */
  RESEND,
  /** It may have run, and may run again. */
  REPEAT,
  /** The server refused it and did not run it, since it is not in the state to: another one, or the same one later, will. */
  HOLD,
  /** The server did not run it, and says who does: {@link Redirect}. */
  FOLLOW,
  /** The server did not run it, since keys are on their way from node to node: the same again in a moment. */
  PAUSE,
  /** It may have run, and must not run twice. */
  LOST,
  /** The failure is the answer. */
  FAIL;

  /** The first words of error replies that say: not now, or not here. */
  private static final Set<String> NOT_RUN =
      Set.of("READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "UNBLOCKED");

  static Retry after(Throwable failure, CommandInfo command) {
    if (failure instanceof RespException lost) {
      if (lost.fault() == Fault.BUSY) {
        return FAIL;
      }
      if (lost.delivery() == Delivery.NOT_SENT) {
        return RESEND;
      }
      return command.readOnly() || command.idempotent() ? REPEAT : LOST;
    }
    String word = word(failure);
    return switch (word) {
      case "MOVED", "ASK" -> FOLLOW;
      case "TRYAGAIN" -> PAUSE;
      default -> NOT_RUN.contains(word) ? HOLD : FAIL;
    };
  }

  /** The first word of an error reply, which is safe to tell anybody; empty for any other failure. */
  static String word(Throwable failure) {
    return Requests.errorReply(failure).map(text -> text.split(" ", 2)[0]).orElse("");
  }
}
