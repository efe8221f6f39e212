package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.StoreSample;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.WatchStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the whole of the store, with a few statements of bounded cost.
 *
 * <p>Thread safe.
 */
final class Watch implements WatchStore {
  private static final int WORKSPACES_AT_ONCE = 32;
  private static final int WEBHOOKS_AT_ONCE = 32;

  private static final String COUNT =
      "select count(*) from (select 1 as one from webhooks_pending {by turn} where CONDITION limit "
          + StoreSample.MAX_COUNT
          + ") x";

  private static final String WAITING = COUNT.replace("CONDITION", "workspace >= ''");
  private static final String HELD = COUNT.replace("CONDITION", "workspace is null");

  private static final String REGISTERED =
      """
      select w.status, h.state, count(*) from webhooks_webhook w
      left join webhooks_health h on h.webhook_id = w.id
      group by w.status, h.state\
      """;

  private final Transactions transactions;
  private final Queue queue;

  Watch(Transactions transactions, Queue queue) {
    this.transactions = transactions;
    this.queue = queue;
  }

  @Override
  public boolean takeDuty(String duty, String node, Duration lease) {
    return transactions.autocommit(
        "take a duty", session -> DutyTable.take(session, duty, node, Micros.of(lease)));
  }

  @Override
  public void releaseDuty(String duty, String node) {
    transactions.autocommit("release a duty", session -> DutyTable.release(session, duty, node));
  }

  @Override
  public StoreSample sample() {
    return transactions.autocommit("sample the store", this::sample);
  }

  private StoreSample sample(Session session) throws SQLException {
    Map<HealthState, Integer> active = new EnumMap<>(HealthState.class);
    Map<WebhookStatus, Integer> inactive = new EnumMap<>(WebhookStatus.class);
    session.forEach(
        REGISTERED,
        row -> {
          WebhookStatus status = WebhookStatus.valueOf(row.getString(1));
          String health = row.getString(2);
          int count = row.getInt(3);
          if (status == WebhookStatus.ACTIVE) {
            active.merge(
                health == null ? HealthState.HEALTHY : HealthState.valueOf(health),
                count,
                Integer::sum);
          } else {
            inactive.merge(status, count, Integer::sum);
          }
        });
    return StoreSample.builder()
        .waiting(count(session, WAITING))
        .held(count(session, HELD))
        .overdue(overdue(session))
        .webhooks(active, inactive)
        .build();
  }

  private static int count(Session session, String sql) throws SQLException {
    return session.selectOne(sql, row -> row.getInt(1)).orElse(0);
  }

  private @Nullable Duration overdue(Session session) throws SQLException {
    long longest = Long.MAX_VALUE;
    int seen = 0;
    String from = "";
    Map<String, List<PendingWebhook>> some;
    do {
      some = queue.walk(session, from, WORKSPACES_AT_ONCE, Map.of(), WEBHOOKS_AT_ONCE).workspaces();
      for (Map.Entry<String, List<PendingWebhook>> ofOne : some.entrySet()) {
        from = Queue.behind(ofOne.getKey());
        List<PendingWebhook> webhooks = ofOne.getValue();
        longest = Math.min(longest, dueIn(webhooks));
        seen += 1 + webhooks.size();
        while (webhooks.size() >= WEBHOOKS_AT_ONCE && seen < MAX_WEBHOOKS) {
          Place last = webhooks.get(webhooks.size() - 1).place();
          webhooks = queue.webhooksBehind(session, List.of(last), 10 * WEBHOOKS_AT_ONCE);
          longest = Math.min(longest, dueIn(webhooks));
          seen += webhooks.size();
        }
      }
    } while (some.size() >= WORKSPACES_AT_ONCE && seen < MAX_WEBHOOKS);
    return longest > 0 ? null : Micros.duration(-longest);
  }

  /** When the first of them is due that nothing but this library keeps waiting. */
  private static long dueIn(List<PendingWebhook> webhooks) {
    return webhooks.stream()
        .filter(one -> one.isActive() && !one.inLine() && one.terms().window() == 0)
        .mapToLong(PendingWebhook::dueIn)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
