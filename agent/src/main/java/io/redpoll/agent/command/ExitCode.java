package io.redpoll.agent.command;

/** How a command ends. */
public enum ExitCode {
  /** It did what it was asked for. */
  DONE(0),
  /** It could not, or what it checked is not well. */
  FAILED(1),
  /** It was asked in a wrong way. */
  BAD_OPTIONS(2);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** What the process ends with. */
  public int code() {
    return code;
  }
}
