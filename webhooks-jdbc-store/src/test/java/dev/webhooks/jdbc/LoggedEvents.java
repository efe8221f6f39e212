package dev.webhooks.jdbc;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger, and those below it, are told while this is open. Thread safe. */
final class LoggedEvents implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  private LoggedEvents(String logger) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
    events.start();
    this.logger.addAppender(events);
  }

  static LoggedEvents of(Class<?> logger) {
    return of(logger.getName());
  }

  static LoggedEvents of(String logger) {
    return new LoggedEvents(logger);
  }

  List<ILoggingEvent> all() {
    synchronized (events) { // as whoever appends does
      return List.copyOf(events.list);
    }
  }

  @Override
  public void close() {
    logger.detachAppender(events);
  }
}
