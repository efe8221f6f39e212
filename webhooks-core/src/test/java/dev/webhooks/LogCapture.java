package dev.webhooks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Collects every log line of whatever logger, down to TRACE, while it is open. */
public final class LogCapture implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  public LogCapture() {
    lines.start();
    root.setLevel(Level.TRACE);
    root.addAppender(lines);
  }

  public List<ILoggingEvent> events() {
    synchronized (lines) {
      return List.copyOf(lines.list);
    }
  }

  @Override
  public void close() {
    root.detachAppender(lines);
    root.setLevel(before);
  }

  /** Says something that this thread's lines carry along, as a host's code does. */
  public static void say(String key, String value) {
    MDC.put(key, value);
  }

  /** What this thread's lines carry along. */
  public static Map<String, String> said() {
    Map<String, String> said = MDC.getCopyOfContextMap();
    return said == null ? Map.of() : said;
  }

  /** This thread's lines carry nothing along. */
  public static void sayNothing() {
    MDC.clear();
  }
}
