package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;

/** What to do after a watch failed. Pure. */
enum Recovery {
  /** Watch on from the last version: nothing is lost. */
  WATCH,
  /** List anew: that version leads nowhere. */
  LIST;

  /** After so many failures in a row a version is given up, should the server fail because of it. */
  private static final int PATIENCE = 5;

  /**
   * The next step.
   *
   * @param failures how many watches failed in a row for a reason that may lie in the version, this one included
   */
  static Recovery after(Kind kind, int failures) {
    boolean hopeless = blamesVersion(kind) || kind == Kind.NOT_FOUND;
    return hopeless || (mayBeVersion(kind) && failures >= PATIENCE) ? LIST : WATCH;
  }

  /** Whether the server says that this version is of no use. */
  static boolean blamesVersion(Kind kind) {
    return switch (kind) {
      case EXPIRED, TOO_LARGE, REFUSED -> true;
      default -> false;
    };
  }

  /** Whether the version may be the reason, although the server does not say so. */
  static boolean mayBeVersion(Kind kind) {
    return switch (kind) {
      case SERVER_ERROR, BAD_ANSWER, INTERNAL -> true;
      default -> false;
    };
  }
}
