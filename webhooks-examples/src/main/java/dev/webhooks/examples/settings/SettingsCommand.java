package dev.webhooks.examples.settings;

import dev.webhooks.examples.cli.Command;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Termination;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code settings}: serves the API and the pages, and sends, until it is told to stop. */
public final class SettingsCommand implements Command {
  private final Map<String, String> environment;
  private final PrintStream warnings;

  /**
   * @param environment the process's environment variables
   * @param warnings where what a person should know goes, standard error for instance
   */
  public SettingsCommand(Map<String, String> environment, PrintStream warnings) {
    this.environment = Map.copyOf(environment);
    this.warnings = warnings;
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public String help() {
    return """
        settings [--port 8080] [--jdbc-url jdbc:h2:./webhooks-demo] [--jdbc-user U]
             [--jdbc-password P]
             [--master-key BASE64-OF-32-BYTES | --master-key-file FILE]
             [--allow-local] [--brand DMtoLead] [--retry 1s,5s,30s,5m,30m]
             [--timeout 10s] [--max-in-flight 256] [--no-dispatch]
             [--pause 30s] [--disable-after 5d]
            The host application: a JSON API, and the pages Settings - Webhooks and
            Delivery log. Several on one database share the work. Stops on SIGTERM
            or Ctrl-C.
            --port             where to listen on 127.0.0.1; 0 picks a free port
            --jdbc-url         an H2, PostgreSQL or MariaDB database; its tables are
                               created
            --jdbc-user        who it is used as
            --jdbc-password    and with which password
            --master-key       protects signing secrets in the database; the same
                               for every process on it, and kept elsewhere. Without
                               it they are readable there
            --master-key-file  a file that holds the master key, out of sight of
                               those who list processes; so does the environment
                               variable WEBHOOKS_MASTER_KEY
            --allow-local      admits http: and private addresses: for trials, never
                               in production
            --brand            the name in the headers, as in X-DMtoLead-Signature
            --retry            the delay after each failed attempt; one attempt more
                               than delays
            --timeout          how long one POST may take in all
            --max-in-flight    how many are sent at a time
            --no-dispatch      serves the API alone, and leaves the sending to other
                               processes
            --pause            how long an endpoint that fails gets nothing at first;
                               each pause is twice as long as the one before
            --disable-after    how long nothing but failures lasts until a webhook is
                               disabled
        """;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws CommandException {
    SettingsOptions options = SettingsOptions.parse(arguments, environment);
    SettingsApp app = SettingsApp.start(options);
    if (options.masterKey() == null) {
      warnings.println(
          "settings: without --master-key, whoever reads the database can forge signatures");
    }
    try (app) {
      Termination.await(() -> out.println("settings: listening on " + app.url()), app::close);
    }
  }
}
