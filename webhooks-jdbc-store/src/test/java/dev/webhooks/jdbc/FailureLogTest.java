package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/**
 * Guarantee B: one line a minute for each kind. Guarantee P: codes, and no text of the database's.
 */
@Isolated("reads what all stores log")
class FailureLogTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(JdbcStore.class);
  private long now = Long.MAX_VALUE - 5;
  private final FailureLog failureLog = new FailureLog(() -> now);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  @Test
  void aKindIsToldOnceAMinuteWithTheNumberThatWasLeftOut() {
    for (int i = 0; i < 4; i++) {
      report("append events", "25006");
    }
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0))
        .contains("append events", "25006", "takes no writes")
        .doesNotContain("secret", "left");

    now += Duration.ofSeconds(61).toNanos();
    report("append events", "25006");

    assertThat(lines()).hasSize(2);
    assertThat(lines().get(1)).contains("3 more like it");
  }

  @Test
  void eachKindHasItsOwnLine() {
    report("append events", "25006");
    report("append events", "08006");
    report("list webhooks", "08006");
    failureLog.report(
        "list webhooks", new StoreException("could not get a connection", null, true));

    assertThat(lines()).hasSize(4);
  }

  /** The caller gets to know that it will not pass, and tells what it thinks right. */
  @Test
  void whatIsNotRetryableIsTheCallersToTell() {
    report("append events", "22001");

    assertThat(lines()).isEmpty();
  }

  @Test
  void kindsWithoutEndFillNoMemory() {
    for (int i = 0; i < 2_000; i++) {
      report("append events", "X" + (1_000 + i));
    }
    report("append events", "X2999");

    assertThat(lines()).hasSize(2_000);
  }

  private void report(String action, String state) {
    SQLException cause = new SQLException("the text holds a secret", state);
    failureLog.report(action, SqlErrors.storeException(action, cause));
  }

  private List<String> lines() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
