package dev.webhooks.examples.quickstart;

import dev.webhooks.examples.cli.Command;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Flags;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code quickstart}: tells the story once, and fails if it doesn't come out as told. */
public final class QuickstartCommand implements Command {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "quickstart";
  }

  @Override
  public String help() {
    return """
        quickstart
            The whole story in one process, in a few seconds, on an embedded H2
            database that is gone afterwards: registers a webhook, publishes events,
            has one delivery fail and recover, prints the delivery log.
        """;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws CommandException {
    Flags.parse(arguments, Set.of());
    new Quickstart(out, PATIENCE).run();
  }
}
