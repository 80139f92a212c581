package io.redpoll.kubernetes;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** A defect of ours, which must not end the mirror: logged with its stack trace, then treated as one failure more. */
final class Defect {

  private static final Logger LOG = System.getLogger(Defect.class.getName());

  private Defect() {}

  static ApiFailure of(Throwable cause) {
    LOG.log(Level.ERROR, "defect in the Kubernetes mirror, which goes on: " + cause, cause);
    return new ApiFailure(ApiFailure.Kind.INTERNAL, "met a defect of ours: " + cause);
  }

  static void ofListener(Throwable cause) {
    LOG.log(
        Level.ERROR,
        "an update from Kubernetes was handed on, and its receiver failed: " + cause,
        cause);
  }
}
