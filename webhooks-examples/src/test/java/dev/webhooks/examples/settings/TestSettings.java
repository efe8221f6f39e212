package dev.webhooks.examples.settings;

import dev.webhooks.examples.cli.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The settings application in this process, on a port of its own. */
public final class TestSettings implements AutoCloseable {
  private final SettingsApp app;
  private final Api api;

  private TestSettings(SettingsApp app) {
    this.app = app;
    this.api = new Api(app.url());
  }

  /** On a database in memory that nobody else has, with local endpoints allowed. */
  public static TestSettings start(String... flags) throws CommandException {
    return on("jdbc:h2:mem:" + UUID.randomUUID(), flags);
  }

  public static TestSettings on(String jdbcUrl, String... flags) throws CommandException {
    List<String> all =
        new ArrayList<>(List.of("--port", "0", "--jdbc-url", jdbcUrl, "--allow-local"));
    all.addAll(List.of(flags));
    return new TestSettings(SettingsApp.start(SettingsOptions.parse(all, Map.of())));
  }

  public Api api() {
    return api;
  }

  public String url() {
    return app.url();
  }

  @Override
  public void close() {
    app.close();
  }
}
