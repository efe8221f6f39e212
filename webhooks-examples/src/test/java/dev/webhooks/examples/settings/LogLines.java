package dev.webhooks.examples.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The warnings and errors of this process while it is open, other tests' included. */
final class LogLines implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  LogLines() {
    lines.start();
    root.addAppender(lines);
  }

  /** Those that hold this. */
  List<String> with(String part) {
    synchronized (lines) {
      return lines.list.stream()
          .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
          .map(ILoggingEvent::getFormattedMessage)
          .filter(line -> line.contains(part))
          .toList();
    }
  }

  @Override
  public void close() {
    root.detachAppender(lines);
  }
}
