package dev.webhooks.examples.cli;

/** A command's bad end: one line for a person, and the process's exit code. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final int exitCode;

  private CommandException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command line is wrong; the message names the flag and says what would be right. */
  public static CommandException misused(String message) {
    return new CommandException(message, MISUSED);
  }

  /** The command line is right, but the command could not do what it says. */
  public static CommandException failed(String message) {
    return new CommandException(message, FAILED);
  }

  public int exitCode() {
    return exitCode;
  }
}
