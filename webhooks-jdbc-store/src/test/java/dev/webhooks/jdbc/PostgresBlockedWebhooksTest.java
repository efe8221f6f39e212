package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * More webhooks that are switched off, each with a delivery that is due, than one call looks at.
 */
class PostgresBlockedWebhooksTest {
  private static final int BLOCKED = 35_000;

  private TestDatabase database;
  private JdbcStore store;

  @BeforeEach
  void blockMany() {
    database = TestDatabase.postgres("blocked");
    database.reset();
    store = database.newStore();
    database.execute(
        """
        insert into webhooks_webhook (id, workspace, name, url, accounts, event_types, status,
          status_reason, signatures, key_hint, header_names, created_at, verified, verified_at,
          version, sealed_key)
        select 'a_' || i, 'acme', 'x', 'https://x.example', '', '', 'DISABLED', 'off', 'HEX', 'hint',
          '', 0, true, 0, 1, '\\x00'
        from generate_series(1, BLOCKED) i\
        """
            .replace("BLOCKED", Integer.toString(BLOCKED)));
    database.execute(
        """
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select 'd' || id, workspace, id, 0, 0 from webhooks_webhook\
        """);
    database.execute("analyze");
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  /** Guarantee N. */
  @Test
  void theOneBehindThemHasItsTurnWithinAFewClaims() {
    Webhook healthy = Fixture.activeWebhook(store, "acme");
    store.append(List.of(event(null, healthy)));

    List<ClaimedDelivery> claimed = new ArrayList<>();
    int claims = 0;
    while (claimed.isEmpty() && claims < 5) {
      claimed.addAll(store.claim(claimUpTo(10)));
      claims++;
    }

    assertThat(claimed).hasSize(1);
  }

  /** What one look does not reach must not be slept over. */
  @Test
  void aWalkThatDoesNotComeAroundIsGoneOnWithSoon() {
    Webhook healthy = Fixture.activeWebhook(store, "acme");
    store.append(List.of(event(null, healthy)));

    Duration wait = Duration.ofHours(1);
    for (int looks = 0; looks < 5 && !wait.isZero(); looks++) {
      wait = store.untilNextDue(claimUpTo(1), Duration.ofHours(1));
      assertThat(wait).isLessThan(Duration.ofSeconds(1));
    }

    assertThat(wait).isZero();
  }
}
