package dev.webhooks.examples;

import dev.webhooks.examples.cli.Command;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Guess;
import dev.webhooks.examples.cli.Printable;
import dev.webhooks.examples.quickstart.QuickstartCommand;
import dev.webhooks.examples.receiver.ReceiverCommand;
import dev.webhooks.examples.settings.SettingsCommand;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/** The runnable jar's command line. */
public final class Main {
  private static final String PROGRAM = "webhooks-examples";
  private static final String HELP = "--help";
  private static final String HELP_WORD = "help";
  private static final Set<String> ASKING_FOR_HELP = Set.of(HELP, "-h");
  private static final String VERSION = "--version";
  private static final int UNEXPECTED = 1;
  private static final int MISUSED = 2;

  private final List<Command> commands;
  private final PrintStream out;
  private final PrintStream err;

  Main(List<Command> commands, PrintStream out, PrintStream err) {
    this.commands = commands;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    LogManager.getLogManager().reset(); // what drivers write there reaches us as exceptions, too
    Main main = new Main(commands(System.getenv(), System.err), System.out, System.err);
    System.exit(main.run(List.of(args)));
  }

  static List<Command> commands(Map<String, String> environment, PrintStream warnings) {
    return List.of(
        new QuickstartCommand(),
        new SettingsCommand(environment, warnings),
        new ReceiverCommand(warnings));
  }

  /** Runs one command line and answers with the process's exit code. */
  int run(List<String> arguments) {
    if (arguments.isEmpty()) {
      return misused("which command? " + names() + "; see " + HELP);
    }
    String name = arguments.get(0);
    List<String> rest = arguments.subList(1, arguments.size());
    if (name.equals(VERSION) || (isAskingForHelp(arguments) && rest.contains(VERSION))) {
      return tell(version());
    }
    if (isAskingForHelp(arguments)) {
      return rest.isEmpty() || isAskingForHelp(rest) ? tell(help()) : help(rest.get(0));
    }
    return command(name).map(command -> run(command, rest)).orElseGet(() -> unknown(name));
  }

  private Optional<Command> command(String name) {
    return commands.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  private int help(String name) {
    return command(name).map(command -> tell(command.help())).orElseGet(() -> unknown(name));
  }

  private int unknown(String name) {
    String guess =
        Guess.of(name, commands.stream().map(Command::name).toList())
            .map(command -> ", did you mean " + command + "? Known: ")
            .orElse("; known: ");
    return misused("unknown command " + Printable.word(name) + guess + names());
  }

  private static boolean isAskingForHelp(List<String> arguments) {
    return !arguments.isEmpty()
        && (arguments.get(0).equals(HELP_WORD) || ASKING_FOR_HELP.contains(arguments.get(0)));
  }

  private int tell(String text) {
    out.print(text);
    return 0;
  }

  private int run(Command command, List<String> arguments) {
    if (isAskingForHelp(arguments) || arguments.stream().anyMatch(ASKING_FOR_HELP::contains)) {
      return tell(command.help());
    }
    if (arguments.contains(VERSION)) {
      return tell(version());
    }
    try {
      command.run(arguments, out);
      return 0;
    } catch (CommandException e) {
      err.println(command.name() + ": " + e.getMessage());
      return e.exitCode();
    } catch (RuntimeException e) {
      // A person at a terminal gets a line. Messages of this library and the JDK hold no secrets.
      err.println(command.name() + ": failed: " + Printable.line(e.toString()));
      return UNEXPECTED;
    }
  }

  private int misused(String problem) {
    err.println(PROGRAM + ": " + problem);
    return MISUSED;
  }

  private String names() {
    return commands.stream().map(Command::name).collect(Collectors.joining(", "));
  }

  private static String version() {
    return PROGRAM + " " + Version.text() + "\n";
  }

  private String help() {
    return """
        Webhooks for Java: the runnable examples. They listen on 127.0.0.1 only and
        have no login. Ask for one of them with: help COMMAND; --version says which
        release this is.

        """
        + commands.stream().map(Command::help).collect(Collectors.joining("\n"));
  }
}
