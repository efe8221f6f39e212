package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import dev.webhooks.jdbc.MariaDbServer;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A node that sends, on servers that end what takes too long or refuse what is too long: what is
 * acknowledged is POSTed once and recorded, and no group of outcomes is tried until its leases end.
 */
@Timeout(300)
@Isolated("a few milliseconds are soon over, and a server's setting is everybody's")
class StrictServerTest {
  /** Shorter than a test waits: what could not be stored would be sent again. */
  private static final Settings SETTINGS =
      new Settings(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1), 64);

  private static final int WEBHOOKS = 4;

  /** Guarantees L, W and B. */
  @Test
  void whatTakesLongerThanAStatementMayIsStoredInPieces() {
    sendWithin15Milliseconds(60);
  }

  /** Guarantees L, W and B, for longer. */
  @Test
  @Tag("soak")
  void muchThatTakesLongerThanAStatementMayIsStoredInPieces() {
    sendWithin15Milliseconds(600);
  }

  /** Every row that is written takes 2 ms, so no more than seven fit in a statement. */
  private static void sendWithin15Milliseconds(int events) {
    String url = Application.freshSchema("nodes_hasty");
    try (Application patient = Application.on(url, SETTINGS)) {
      patient.execute(
          "create function slow_row() returns trigger language plpgsql as"
              + " 'begin perform pg_sleep(0.002); return new; end'");
      for (String table : List.of("event", "delivery", "pending", "attempt")) {
        patient.execute(
            "create trigger slow before insert or update on webhooks_TABLE for each row execute function slow_row()"
                .replace("TABLE", table));
      }
      String hasty = url + "&options=-c%20statement_timeout=15ms";
      try (Application application = Application.on(hasty, SETTINGS);
          Sink sink = Sink.open()) {
        sendAll(application, patient, sink, events);
      }
    }
  }

  /** Guarantees L and W: 300 answers of 4 KiB of 0xff, each of which is stored as three bytes. */
  @Test
  void answersThatAreLongerThanAPacketTogetherAreStored() {
    byte[] answer = new byte[4 * 1024];
    Arrays.fill(answer, (byte) 0xff);
    try (Application usual = onMariaDb()) {
      usual.execute("set global max_allowed_packet = 1048576");
      try (Application application = onMariaDb();
          Sink sink = Sink.open()) {
        sink.answerWith(answer);
        sendAll(application, usual, sink, 300);
      } finally {
        usual.execute("set global max_allowed_packet = 16777216");
      }
    }
  }

  private static Application onMariaDb() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(MariaDbServer.database("nodes_packet", ""));
    config.setMaximumPoolSize(4);
    return Application.on(config, SETTINGS, builder -> builder);
  }

  /**
   * As a caller does who is told to try again: where the machine is busy a row may take too long.
   */
  private static void publish(Application application, int first, int count) {
    await()
        .ignoreExceptionsMatching(e -> e instanceof StoreException failure && failure.isRetryable())
        .untilAsserted(() -> application.publish(first, count, WEBHOOKS));
  }

  /**
   * Sends an event to a webhook each.
   *
   * @param usual looks at the same database, which treats it as usual
   */
  private static void sendAll(Application application, Application usual, Sink sink, int events) {
    application.register(sink, WEBHOOKS);
    for (int first = 0; first < events; first += 30) {
      publish(application, first, 30);
    }
    application.webhooks().dispatcher().start();
    await().atMost(Duration.ofMinutes(3)).until(() -> usual.pending() == 0);

    assertThat(usual.inState("DELIVERED")).isEqualTo(events);
    assertThat(sink.count()).isEqualTo(events);
    assertThat(usual.number("select count(*) from webhooks_attempt")).isEqualTo(events);
  }
}
