package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a walk remembers of earlier ones makes no difference to what it finds. */
@Order(2)
class MariaDbQueueTest {
  private static final int ROUNDS = 40;
  private static final int WEBHOOKS = 60;
  private static final int LONGEST = 400;

  /** By workspace; one of them is that of deliveries that are of none. */
  private final Map<String, TreeSet<String>> expected = new TreeMap<>();

  private final MariaDbQueue queue = new MariaDbQueue();
  private final Random random = new Random(7);

  @Test
  void everyWebhookIsFoundWhateverBecameOfItsNeighbours() throws SQLException {
    List<String> workspaces = List.of("", "acme", "acme 2", "Zürich", "initech");
    workspaces.forEach(workspace -> expected.put(workspace, new TreeSet<>()));
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
              new StatementLimit(RowLimit.MOST_ROWS, dialect.bytesAtOnce()),
              "");
      for (int round = 0; round < ROUNDS; round++) {
        change(database);
        int count = 1 + random.nextInt(2 * WEBHOOKS);

        String from = workspaces.get(random.nextInt(workspaces.size()));
        assertThat(queue.workspacesFrom(session, from, count))
            .isEqualTo(
                expected.entrySet().stream()
                    .filter(one -> one.getKey().compareTo(from) >= 0 && !one.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .limit(count)
                    .toList());

        List<String> some = new ArrayList<>(workspaces);
        Collections.shuffle(some, random);
        List<Place> places =
            some.subList(0, 1 + random.nextInt(some.size())).stream()
                .map(workspace -> new Place(workspace, random.nextInt(3) == 0 ? "" : webhook()))
                .toList();
        assertThat(queue.webhooksBehind(session, places, count))
            .extracting(PendingWebhook::place)
            .isEqualTo(places.stream().flatMap(place -> behind(place, count).stream()).toList());
      }
    }
  }

  private List<Place> behind(Place place, int count) {
    return expected.get(place.workspace()).tailSet(place.webhookId(), false).stream()
        .limit(count)
        .map(webhook -> new Place(place.workspace(), webhook))
        .toList();
  }

  /** Some webhooks get a short or a long queue, others lose theirs. */
  private void change(TestDatabase database) {
    for (String workspace : expected.keySet()) {
      for (int i = 0; i < 6; i++) {
        String webhook = webhook();
        database.execute(
            "delete from webhooks_pending where workspace = 'WORKSPACE' and webhook_id = 'WEBHOOK'"
                .replace("WORKSPACE", workspace)
                .replace("WEBHOOK", webhook));
        expected.get(workspace).remove(webhook);
        int deliveries = random.nextBoolean() ? random.nextInt(5) : random.nextInt(LONGEST);
        if (deliveries > 0) {
          database.execute(
              """
              insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
              select concat('WORKSPACE_WEBHOOK_', seq), 'WORKSPACE', 'WEBHOOK', seq, 0
              from seq_1_to_COUNT\
              """
                  .replace("WORKSPACE", workspace)
                  .replace("WEBHOOK", webhook)
                  .replace("COUNT", Integer.toString(deliveries)));
          expected.get(workspace).add(webhook);
        }
      }
    }
  }

  private String webhook() {
    return "wh_" + (100 + random.nextInt(WEBHOOKS));
  }
}
