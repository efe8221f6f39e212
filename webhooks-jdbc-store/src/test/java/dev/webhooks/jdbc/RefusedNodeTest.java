package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.Webhooks;
import dev.webhooks.spi.SecretCipher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A dispatcher whose database refuses its claims for good: one error says what to do. */
@ParameterizedClass
@EnumSource(Engine.class)
@Isolated("reads what all dispatchers log")
class RefusedNodeTest {
  private LoggedEvents log;

  @Parameter Engine engine;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = engine.open("refused_node");
    database.reset();
    log = LoggedEvents.of("dev.webhooks");
  }

  @AfterEach
  void close() {
    log.close();
    database.close();
  }

  @Test
  void aColumnThatIsMissing() {
    TrickyDataSource tricky = new TrickyDataSource(database.dataSource());
    refuse(
        tricky,
        () -> database.execute("alter table webhooks_pending rename column due_at to was_due_at"),
        "a column is missing, so the tables are of another version");
    database.execute("alter table webhooks_pending rename column was_due_at to due_at");
  }

  @Test
  void aStatementThatCannotBeParsed() {
    TrickyDataSource tricky = new TrickyDataSource(database.dataSource());
    refuse(
        tricky,
        () -> tricky.reword(text -> text.contains("webhooks_pending") ? "selekt " + text : text),
        "a mode of the server's or a setting of the driver's URL");
  }

  @Test
  void aRightThatIsMissing() {
    assumeTrue(engine == Engine.POSTGRESQL, "revoking one from a user that is connected");
    try (LimitedUser limited =
        LimitedUser.of(engine, database, "refused_node", "dispatches_only")) {
      TrickyDataSource tricky = new TrickyDataSource(limited.dataSource());
      refuse(
          tricky,
          () -> database.execute("revoke select on webhooks_pending from dispatches_only"),
          "lacks a right; grant it SELECT");
    }
  }

  /** Guarantee L: what waits stays. */
  private void refuse(TrickyDataSource tricky, Runnable trouble, String advice) {
    JdbcStore store = JdbcStore.builder(tricky.dataSource()).build();
    try (Webhooks webhooks =
        Webhooks.builder(store, SecretCipher.unprotected())
            .pollInterval(Duration.ofMillis(5))
            .build()) {
      webhooks.dispatcher().start();
      await().until(() -> webhooks.dispatcher().lastClaimedAt().isPresent());

      trouble.run();
      AtomicInteger asked = new AtomicInteger();
      tricky.play(
          (method, argument) -> {
            if (method.equals("prepareStatement") && argument.contains("webhooks_pending")) {
              asked.incrementAndGet();
            }
          });

      await().until(() -> asked.get() >= 3);
      assertThat(webhooks.dispatcher().pauseReason().orElseThrow()).contains(advice);
      assertThat(problems())
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.getLevel()).isEqualTo(Level.ERROR);
                assertThat(error.getFormattedMessage())
                    .startsWith("The store refuses to claim")
                    .contains(advice)
                    .doesNotContain("pause");
              });
    }
  }

  private List<ILoggingEvent> problems() {
    return log.all().stream().filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN)).toList();
  }
}
