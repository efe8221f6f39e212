package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** So many workspaces that a claim's walk meets all of them once, and goes no farther. */
class ManyWorkspacesTest {
  private static final int WORKSPACES = 5_000;
  private static final int LIMIT = 512;
  private static final Duration LEASE = Duration.ofMinutes(5);

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.postgres("many_workspaces");
    database.reset();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /**
   * Guarantees L and N: what is given back comes again, whoever is met beside it. A node that turns
   * slow gives back what its workers don't come to, and it was left there for good.
   */
  @Test
  void everyWorkspaceHasItsTurnAgain() {
    giveBackAndClaimAgain(1, 20);
  }

  /** Guarantees L and N, where a walk is too long to come around. */
  @Test
  @Tag("soak")
  void everyWorkspaceOfSeveralWebhooksHasItsTurnAgain() {
    giveBackAndClaimAgain(3, 150);
  }

  /**
   * @param claims within which everything is claimed, once all of it has been given back
   */
  private void giveBackAndClaimAgain(int webhooks, int claims) {
    fill(webhooks);
    JdbcStore store = database.newStore();
    Set<String> given = new HashSet<>();
    for (int i = 0; i < WORKSPACES * webhooks / LIMIT; i++) {
      List<ClaimedDelivery> claimed = store.claim(request());
      claimed.forEach(claim -> given.add(claim.id()));
      store.complete(
          claimed.stream().map(claim -> Completion.released(claim, Duration.ofHours(1))).toList());
    }
    assertThat(given).as("there is much to be claimed again").hasSizeGreaterThan(WORKSPACES / 2);
    database.passTime(Duration.ofHours(1));

    Set<String> left = new HashSet<>(given);
    int count = 0;
    for (; count < claims && !left.isEmpty(); count++) {
      store.claim(request()).forEach(claim -> left.remove(claim.id()));
    }

    System.out.println(given.size() + " deliveries are claimed again within " + count + " claims");
    assertThat(left).isEmpty();
  }

  private static ClaimRequest request() {
    return ClaimRequest.builder(LIMIT, LEASE).build();
  }

  private void fill(int webhooks) {
    database.execute(
        """
        insert into webhooks_webhook (id, workspace, name, url, accounts, event_types, status,
          status_reason, signatures, key_hint, header_names, created_at, verified, verified_at,
          version, sealed_key)
        select 'wh_' || i, 'tenant-' || i % WORKSPACES, 'x', 'https://x.example', '', '', 'ACTIVE',
          null, 'HEX', 'hint', '', 0, true, 0, 1, '\\x00'
        from generate_series(1, ALL) i\
        """
            .replace("ALL", Integer.toString(WORKSPACES * webhooks))
            .replace("WORKSPACES", Integer.toString(WORKSPACES)));
    database.execute(
        """
        insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
        select 'evt_' || id, workspace, 'message.sent', 'ab', 1, 1 from webhooks_webhook\
        """);
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at)
        select 'dlv_' || id, 'evt_' || id, 'message.sent', workspace, id, 'PENDING', 0, 0, 0, 1
        from webhooks_webhook\
        """);
    database.execute(
        """
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select id, workspace, webhook_id, 1, 0 from webhooks_delivery\
        """);
    database.execute("analyze");
  }
}
