package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.TransactionOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Guarantee B: one line a minute for each kind. Guarantee P: codes, and no text of the database's.
 */
@Isolated("reads what all stores log")
class FailureLogTest {
  private LoggedEvents log;
  private long now = Long.MAX_VALUE - 5;
  private final FailureLog failureLog = new FailureLog(() -> now);

  @BeforeEach
  void listen() {
    log = LoggedEvents.of(JdbcStore.class);
  }

  @AfterEach
  void stop() {
    log.close();
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

  /** What the dispatcher meets it tells itself, with the pause that it makes. */
  @Test
  void callsThatFailForNowAreToldAndTheDispatchersAreNot() throws Exception {
    try (TestDatabase database = Engine.H2.open("failure_log")) {
      TrickyDataSource tricky = new TrickyDataSource(database.dataSource());
      JdbcStore store = JdbcStore.builder(tricky.dataSource()).build();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      try (Connection connection = tricky.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        TransactionOutbox joined = store.on(connection);
        tricky.play(
            (method, argument) -> {
              if (method.equals("prepareStatement") || method.equals("getConnection")) {
                throw new SQLException("the text holds a secret", "08006");
              }
            });
        List<NewEvent> events = List.of(event(null, webhook));
        List<ThrowingCallable> calls =
            List.of(
                () -> store.append(events),
                () -> joined.append(events),
                () -> store.list(WebhookQuery.of(WORKSPACE)),
                () -> store.claim(claimUpTo(10)));
        for (ThrowingCallable call : calls) {
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(call).isInstanceOf(StoreException.class);
          }
        }
        connection.setAutoCommit(true);
      }

      assertThat(lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("Failed to append events, and the caller may"),
              line ->
                  assertThat(line)
                      .startsWith("Failed to append events in the caller's transaction"),
              line -> assertThat(line).startsWith("Failed to list webhooks"))
          .allMatch(line -> line.contains("08006") && !line.contains("secret"));
    }
  }

  private void report(String action, String state) {
    SQLException cause = new SQLException("the text holds a secret", state);
    failureLog.report(action, SqlErrors.storeException(action, cause));
  }

  private List<String> lines() {
    return log.all().stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
