package io.redpoll.resp;

/** Whether a command that failed may have run. */
public enum Delivery {
  /** It never left: it may be sent again, whatever it is. */
  NOT_SENT,
  /** It was sent and its reply was not seen: only what may run twice may be sent again. */
  OUTCOME_UNKNOWN
}
