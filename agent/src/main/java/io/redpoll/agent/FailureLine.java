package io.redpoll.agent;

/** A failure on one line: what the outermost exception says that is more than a wrapper. */
final class FailureLine {

  private FailureLine() {}

  static String of(Throwable failure) {
    Throwable telling = failure;
    while (telling.getCause() != null && saysNoMoreThan(telling, telling.getCause())) {
      telling = telling.getCause();
    }
    String message = telling.getMessage() == null
        ? "no further details"
        : telling.getMessage().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    boolean ours =
        telling instanceof IllegalArgumentException || telling instanceof IllegalStateException;
    return ours ? message : telling.getClass().getSimpleName() + ": " + message;
  }

  private static boolean saysNoMoreThan(Throwable wrapper, Throwable cause) {
    return wrapper.getMessage() == null || wrapper.getMessage().equals(cause.toString());
  }
}
