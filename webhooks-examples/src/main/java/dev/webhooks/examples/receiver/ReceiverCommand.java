package dev.webhooks.examples.receiver;

import dev.webhooks.examples.cli.Command;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Flags;
import dev.webhooks.examples.cli.Termination;
import dev.webhooks.signing.ApiKey;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code receiver}: listens until it is told to stop, and prints a line for every POST. */
public final class ReceiverCommand implements Command {
  private static final String PORT = "--port";
  private static final String API_KEY = "--api-key";
  private static final String FAIL_FIRST = "--fail-first";
  private static final String DELAY = "--delay";
  private static final Set<String> FLAGS = Set.of(PORT, API_KEY, FAIL_FIRST, DELAY);

  private static final int DEFAULT_PORT = 9090;
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private final PrintStream warnings;

  /**
   * @param warnings where what a person should know goes, standard error for instance
   */
  public ReceiverCommand(PrintStream warnings) {
    this.warnings = warnings;
  }

  @Override
  public String name() {
    return "receiver";
  }

  @Override
  public String help() {
    return """
        receiver [--port 9090] [--api-key whsec_...] [--fail-first 0] [--delay 0s]
            A receiving team's application: answers the handshake, verifies every
            POST, prints a line for each, counts duplicates by delivery id. Stops on
            SIGTERM or Ctrl-C.
            --port        where to listen on 127.0.0.1; 0 picks a free port
            --api-key     what registering the webhook answered; without it nothing
                          can be verified, and every line says so
            --fail-first  answer 500 to this many events before the first 200
            --delay       put off every answer by this much, as in 250ms, 10s, 5m
        """;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws CommandException {
    Flags flags = Flags.parse(arguments, FLAGS);
    int port = flags.number(PORT, DEFAULT_PORT, 0, 65_535);
    Duration delay = flags.duration(DELAY, Duration.ZERO, LONGEST_DELAY);
    int failures = flags.number(FAIL_FIRST, 0, 0, Integer.MAX_VALUE);
    ApiKey apiKey = apiKey(flags);

    AtomicInteger failuresLeft = new AtomicInteger(failures);
    EventHandler handler = type -> failuresLeft.getAndUpdate(n -> Math.max(n - 1, 0)) == 0;
    Inbox inbox = new Inbox(handler, receipt -> out.println(receipt.line()));
    if (apiKey != null) {
      inbox.trust(apiKey);
    }
    try (Receiver receiver = Receiver.start(port, delay, inbox)) {
      if (apiKey == null) {
        warnings.println(howToGoOn(receiver));
      }
      Termination.await(
          () -> out.println("receiver: listening on " + receiver.url()), receiver::close);
    } catch (IOException e) {
      throw CommandException.failed("can't listen on 127.0.0.1:" + port + ": " + e.getMessage());
    }
  }

  /** The key exists only once the handshake has been answered, so the first start has none. */
  private static String howToGoOn(Receiver receiver) {
    return "receiver: nothing is verified without --api-key; register "
        + receiver.url()
        + "/hooks as a webhook, then start again with --port "
        + receiver.port()
        + " --api-key and the key that registering it answered";
  }

  private static @Nullable ApiKey apiKey(Flags flags) throws CommandException {
    String text = flags.text(API_KEY);
    if (text == null) {
      return null;
    }
    try {
      return ApiKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.misused(API_KEY + " is not an API key: " + e.getMessage());
    }
  }
}
