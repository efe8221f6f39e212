package dev.webhooks.examples;

import dev.webhooks.examples.cli.Command;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Printable;
import dev.webhooks.examples.quickstart.QuickstartCommand;
import dev.webhooks.examples.receiver.ReceiverCommand;
import dev.webhooks.examples.settings.SettingsCommand;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/** The runnable jar's command line. */
public final class Main {
  private static final String PROGRAM = "webhooks-examples";
  private static final String HELP = "--help";
  private static final Set<String> ASKING_FOR_HELP = Set.of(HELP, "-h");
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
    Main main = new Main(commands(System.err), System.out, System.err);
    System.exit(main.run(List.of(args)));
  }

  static List<Command> commands(PrintStream warnings) {
    return List.of(new QuickstartCommand(), new SettingsCommand(warnings), new ReceiverCommand());
  }

  /** Runs one command line and answers with the process's exit code. */
  int run(List<String> arguments) {
    if (arguments.isEmpty()) {
      return misused("which command? " + names() + "; see " + HELP);
    }
    String name = arguments.get(0);
    if (ASKING_FOR_HELP.contains(name)) {
      out.print(help());
      return 0;
    }
    for (Command command : commands) {
      if (command.name().equals(name)) {
        return run(command, arguments.subList(1, arguments.size()));
      }
    }
    return misused("unknown command " + Printable.word(name) + "; known: " + names());
  }

  private int run(Command command, List<String> arguments) {
    if (arguments.stream().anyMatch(ASKING_FOR_HELP::contains)) {
      out.print(command.help());
      return 0;
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

  private String help() {
    return "Webhooks for Java: the runnable examples. They listen on 127.0.0.1 only and have no login.\n\n"
        + commands.stream().map(Command::help).collect(Collectors.joining("\n"));
  }
}
