package io.redpoll.agent.command;

/** Why a command ends early: one line for its user. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  CommandException(String message, ExitCode exitCode) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
