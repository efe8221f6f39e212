package dev.webhooks.examples.cli;

import java.io.PrintStream;
import java.util.List;

/** One word of the command line. */
public interface Command {

  /** The word, as in {@code receiver}. */
  String name();

  /** What {@code --help} prints: the flags with their defaults, in a few lines. */
  String help();

  /**
   * Runs the command to its end.
   *
   * @param arguments what stands behind the command's name
   * @param out the command's own output; nothing else may go there
   * @throws CommandException when it can't begin, or came to a bad end
   */
  void run(List<String> arguments, PrintStream out) throws CommandException;
}
