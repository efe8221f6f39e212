package dev.webhooks.examples.pages;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What all tests of the pages share: one browser and one settings application, each made when the
 * first test asks for it and ended after the last one. Starting them costs more than most tests do.
 * A browser is talked to by one thread at a time, so that classes which use it take turns.
 */
final class Stage implements AutoCloseable {
  /** Hands it out to methods that have it as a parameter. */
  static final class Door implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Stage resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Stage.class))
          .computeIfAbsent(Stage.class, key -> new Stage(), Stage.class);
    }
  }

  private final Optional<Path> installed = Chromium.installed();
  private @Nullable Chromium browser;
  private @Nullable SettingsProcess settings;

  private Stage() {
    if (installed.isEmpty()) {
      System.out.println("SKIPPED: no Chromium on the PATH, the pages aren't tested here");
    }
  }

  /** Nothing on a machine that has none. */
  synchronized Optional<Chromium> browser() {
    if (browser == null && installed.isPresent()) {
      browser = Chromium.launch(installed.get());
      PlaywrightAssertions.setDefaultAssertionTimeout(Visitor.PATIENCE_MS);
    }
    return Optional.ofNullable(browser);
  }

  /** The application on an empty database in memory; each test has a workspace of its own there. */
  synchronized SettingsProcess settings() {
    try {
      if (settings == null) {
        settings = SettingsProcess.start();
      }
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (browser != null) {
        browser.close();
      }
    } finally {
      if (settings != null) {
        settings.close();
      }
    }
  }
}
