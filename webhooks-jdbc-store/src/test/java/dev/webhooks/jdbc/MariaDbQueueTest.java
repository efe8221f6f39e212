package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a walk remembers of earlier ones makes no difference to what it finds. */
class MariaDbQueueTest {
  private static final int ROUNDS = 40;
  private static final int WEBHOOKS = 60;
  private static final int LONGEST = 400;

  private final MariaDbQueue queue = new MariaDbQueue();
  private final TreeSet<String> expected = new TreeSet<>();
  private final Random random = new Random(7);

  @Test
  void everyWebhookIsFoundWhateverBecameOfItsNeighbours() throws SQLException {
    try (TestDatabase database = TestDatabase.on(MariaDbServer.database("walk", ""));
        Connection connection = database.dataSource().getConnection()) {
      database.reset();
      MariaDbDialect dialect = new MariaDbDialect(false);
      Session session =
          new Session(
              connection,
              dialect,
              new Sql(null, Sql.DEFAULT_PREFIX, dialect.now(), dialect::spelled),
              TransactionControl.VIA_DRIVER,
              new StatementLimit(RowLimit.MOST_ROWS, dialect.bytesAtOnce()));
      for (int round = 0; round < ROUNDS; round++) {
        change(database);
        String after = random.nextInt(3) == 0 ? "" : webhook(random.nextInt(WEBHOOKS));
        int count = 1 + random.nextInt(2 * WEBHOOKS);

        List<String> found =
            queue.webhooksBehind(session, after, count).stream().map(PendingWebhook::id).toList();

        assertThat(found).isEqualTo(expected.tailSet(after, false).stream().limit(count).toList());
      }
    }
  }

  /** Some webhooks get a short or a long queue, others lose theirs. */
  private void change(TestDatabase database) {
    for (int i = 0; i < 6; i++) {
      String webhook = webhook(random.nextInt(WEBHOOKS));
      database.execute("delete from webhooks_pending where webhook_id = '" + webhook + "'");
      expected.remove(webhook);
      int deliveries = random.nextBoolean() ? random.nextInt(5) : random.nextInt(LONGEST);
      if (deliveries > 0) {
        database.execute(
            """
            insert into webhooks_pending select concat('WEBHOOK_', seq), 'WEBHOOK', seq, 0
            from seq_1_to_COUNT\
            """
                .replace("WEBHOOK", webhook)
                .replace("COUNT", Integer.toString(deliveries)));
        expected.add(webhook);
      }
    }
  }

  private static String webhook(int number) {
    return "wh_" + (100 + number);
  }
}
