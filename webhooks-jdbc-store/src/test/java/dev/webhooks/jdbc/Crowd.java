package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;

import dev.webhooks.spi.ClaimRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A workspace with something due for each of its 20,000 webhooks. */
final class Crowd {
  static final String WORKSPACE = "crowded";
  private static final int WEBHOOKS = 20_000;

  private Crowd() {}

  /** Leaves nothing else in the database. */
  static void fill(TestDatabase database, Engine engine) {
    database.reset();
    String numbers =
        switch (engine) {
          case POSTGRESQL -> "generate_series(1, WEBHOOKS) as numbers (i)";
          case MARIADB -> "(select seq as i from seq_1_to_WEBHOOKS) numbers";
          case H2 -> "(select x as i from system_range(1, WEBHOOKS)) numbers";
        };
    for (String sql :
        List.of(
            """
            insert into webhooks_webhook (id, workspace, name, url, accounts, event_types, status,
              signatures, key_hint, header_names, created_at, verified, version, sealed_key)
            select concat('wh_', 100000 + i), 'crowded', 'x', 'https://x.example', '', '', 'ACTIVE',
              'HEX', 'hint', '', 0, true, 1, SEALED from NUMBERS\
            """,
            """
            insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
              attempts, round_start, token, created_at)
            select concat('dlv_', 100000 + i), 'evt', 'message.sent', 'crowded',
              concat('wh_', 100000 + i), 'PENDING', 0, 0, 0, i from NUMBERS\
            """,
            """
            insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
            select id, workspace, webhook_id, created_at, 0 from webhooks_delivery\
            """)) {
      database.execute(
          sql.replace("NUMBERS", numbers)
              .replace("WEBHOOKS", Integer.toString(WEBHOOKS))
              .replace("SEALED", engine == Engine.POSTGRESQL ? "'\\x00'" : "x'00'"));
    }
    if (engine == Engine.POSTGRESQL) {
      database.execute("vacuum analyze webhooks_pending");
    }
  }

  /** One more delivery, of another workspace. */
  static String neighbour(JdbcStore store) {
    var event = event(null, activeWebhook(store, "neighbour"));
    store.append(List.of(event));
    return event.deliveries().get(0).id();
  }

  /** For two hundred deliveries. */
  static ClaimRequest request(Set<String> excludedWorkspaces) {
    return ClaimRequest.builder(200, Duration.ofHours(1))
        .perWebhook(4)
        .excludedWorkspaces(excludedWorkspaces)
        .build();
  }
}
