package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs of which a statement reads but a part, with three deliveries that failed. */
@Tag("soak")
@Order(1)
@ParameterizedClass
@EnumSource(Engine.class)
class LongLogTest {
  private static final List<String> FAILED = List.of("d_000001", "d_004001", "d_008001");

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database = engine.open("long_log");
    database.reset();
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
  }

  /** The first of so many failed, and each that is as far behind another that failed. */
  private void fill(int length, int apart) {
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at, finished_at)
        select concat('d_', lpad(trim(cast(n as char(6))), 6, '0')), concat('e_', n), 'x', 'acme',
          'WEBHOOK', case when mod(n, APART) = 1 then 'FAILED' else 'DELIVERED' end, 1, 0, 1, n, n
        from NUMBERS\
        """
            .replace("WEBHOOK", webhook.id())
            .replace("NUMBERS", numbers(length))
            .replace("APART", Integer.toString(apart)));
  }

  /** An event for each delivery, as old as that. */
  private void fillEvents() {
    database.execute(
        """
        insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
        select event_id, workspace, event_type, BODY, 1, created_at from webhooks_delivery\
        """
            .replace("BODY", engine == Engine.POSTGRESQL ? "'\\x7b7d'" : "x'7b7d'")
            .replace("body", engine == Engine.MARIADB ? "`body`" : "body"));
  }

  private String numbers(int length) {
    return switch (engine) {
      case H2 -> "(select x as n from system_range(1, " + length + ")) numbers";
      case POSTGRESQL -> "generate_series(1, " + length + ") n";
      case MARIADB -> "(select seq as n from seq_1_to_" + length + ") numbers";
    };
  }

  /** How many transactions wait for another. */
  private String waiting() {
    return switch (engine) {
      case H2 -> "select count(*) from information_schema.sessions where blocker_id is not null";
      case POSTGRESQL -> "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";
      case MARIADB ->
          "select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'";
    };
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  /** Guarantee B. */
  @Test
  void aFilterThatFindsLittleEndsItsPageEarlyAndGoesOnBehindIt() {
    fill(110_000, 40_000);
    List<DeliveryPage> pages = new ArrayList<>();
    String cursor = null;
    do {
      DeliveryQuery.Builder query = DeliveryQuery.builder(WORKSPACE).state(DeliveryState.FAILED);
      pages.add(store.query(query.cursor(cursor).build()));
      cursor = pages.get(pages.size() - 1).nextCursor();
    } while (cursor != null);

    assertThat(pages).hasSize(2);
    assertThat(pages.get(0).deliveries())
        .extracting(Delivery::id)
        .containsExactly("d_080001", "d_040001");
    assertThat(pages.get(1).deliveries()).extracting(Delivery::id).containsExactly("d_000001");
  }

  /** What an index finds is not looked for: one page has it, however long the log is. */
  @Test
  void anAccountAndAnEventAreFoundInALongLogAtOnce() {
    fill(110_000, 40_000);
    fillEvents();
    database.execute(
        "update webhooks_delivery set account = 'acct_7' where id in ('d_000001', 'd_100001')");

    DeliveryPage ofAccount = store.query(query().account("acct_7").build());
    DeliveryPage ofEvent = store.query(query().eventId("e_1").state(DeliveryState.FAILED).build());
    DeliveryPage ofAll = store.query(DeliveryQuery.ofAllWorkspaces().limit(1).build());

    assertThat(ofAccount.deliveries())
        .extracting(Delivery::id)
        .containsExactly("d_100001", "d_000001");
    assertThat(ofAccount.nextCursor()).isNull();
    assertThat(ofEvent.deliveries()).extracting(Delivery::id).containsExactly("d_000001");
    assertThat(ofEvent.nextCursor()).isNull();
    assertThat(ofAll.deliveries()).extracting(Delivery::id).containsExactly("d_110000");
  }

  /** Guarantee B: no statement counts more than a part of the log. */
  @Test
  void theFailedOnesAmongManyAreCounted() {
    fill(110_000, 4_000);
    Instant middle = Instant.EPOCH.plus(60_000, MICROS);

    assertThat(store.countRecoverable(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX))
        .isEqualTo(28);
    assertThat(store.countRecoverable(WORKSPACE, webhook.id(), Instant.EPOCH, middle))
        .isEqualTo(15);
    assertThat(store.countRecoverable(WORKSPACE, webhook.id(), middle, Instant.MAX)).isEqualTo(13);
  }

  /** Guarantee B: of a log of all workspaces, too, no statement reads more than a part. */
  @Test
  void theWholeLogIsReadInPagesWhateverItsFilter() {
    fill(110_000, 40_000);
    fillEvents();
    DeliveryQuery.Builder failed = DeliveryQuery.ofAllWorkspaces().state(DeliveryState.FAILED);

    DeliveryPage first = store.query(failed.build());
    DeliveryPage second = store.query(failed.cursor(first.nextCursor()).build());

    assertThat(first.deliveries()).extracting(Delivery::id).containsExactly("d_080001", "d_040001");
    assertThat(second.deliveries()).extracting(Delivery::id).containsExactly("d_000001");
    assertThat(second.nextCursor()).isNull();
  }

  private static DeliveryQuery.Builder query() {
    return DeliveryQuery.builder(WORKSPACE);
  }

  @Test
  void theFailedOnesAmongManyAreRecovered() {
    fill(12_000, 4_000);
    assertThat(store.recover(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX, null, 2))
        .isEqualTo(FAILED.subList(0, 2));
    assertThat(store.recover(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX, "d_004001", 2))
        .isEqualTo(FAILED.subList(2, 3));
    assertThat(database.count("pending")).isEqualTo(3);
  }

  /**
   * A recovery is an afterthought; what is going on in the log must not wait for it, nor it for
   * that.
   */
  @Test
  void aRecoveryTouchesNothingThatDidNotFail() throws Exception {
    fill(12_000, 4_000);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "update webhooks_delivery set last_status = 200 where id = 'd_000002'");

      assertThat(
              executor
                  .submit(
                      () ->
                          store.recover(
                              WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX, null, 10))
                  .get(20, SECONDS))
          .isEqualTo(FAILED);

      connection.rollback();
      connection.setAutoCommit(true);
    } finally {
      executor.shutdownNow();
    }
  }

  /** Whoever recovers in steps stops at a step that is short. */
  @Test
  void aStepIsFullThoughSomebodyRedeliversOneOfIt() throws Exception {
    fill(12_000, 4_000);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "update webhooks_delivery set state = 'CANCELLED' where id = 'd_000001'");
      var recovered =
          executor.submit(
              () -> store.recover(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX, null, 2));
      await().until(() -> database.number(waiting()) > 0);
      connection.commit();
      connection.setAutoCommit(true);

      assertThat(recovered.get(20, SECONDS)).isEqualTo(FAILED.subList(1, 3));
    } finally {
      executor.shutdownNow();
    }
  }
}
