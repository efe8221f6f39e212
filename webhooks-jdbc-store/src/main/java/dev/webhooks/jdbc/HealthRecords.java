package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Judging.Judged;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is remembered of webhooks that are not well, for those who ask and review. Thread safe. */
final class HealthRecords implements HealthStore {
  private final Transactions transactions;

  /** For what the dispatcher asks, which tells of its failures itself. */
  private final Transactions ofDispatcher;

  HealthRecords(Transactions transactions, Transactions ofDispatcher) {
    this.transactions = transactions;
    this.ofDispatcher = ofDispatcher;
  }

  @Override
  public Map<String, WebhookHealth> health(Collection<String> webhookIds) {
    return webhookIds.isEmpty()
        ? Map.of()
        : transactions
            .autocommit("find health", session -> HealthTable.find(session, webhookIds))
            .stream()
            .collect(Collectors.toMap(UnwellWebhook::webhookId, UnwellWebhook::health));
  }

  @Override
  public List<UnwellWebhook> healthChangedWithin(Duration age) {
    return ofDispatcher.autocommit(
        "look for changes of health", session -> HealthTable.changedWithin(session, age));
  }

  @Override
  public List<UnwellWebhook> unwell(@Nullable String after, int limit) {
    return transactions.autocommit(
        "list unwell webhooks", session -> HealthTable.unwell(session, after, limit));
  }

  @Override
  public Review reviewHealth(HealthJudge judge, @Nullable String after, int limit) {
    return ofDispatcher.transaction(
        "review health", session -> review(session, judge, after, limit));
  }

  private static Review review(
      Session session, HealthJudge judge, @Nullable String after, int limit) throws SQLException {
    List<String> page = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    session.forEach(
        """
        select h.webhook_id, w.id from webhooks_health h
        left join webhooks_webhook w on w.id = h.webhook_id
        where h.webhook_id > ? order by h.webhook_id limit ?\
        """,
        row -> {
          page.add(row.getString(1));
          if (row.getString(2) == null) {
            gone.add(row.getString(1));
          }
        },
        after == null ? "" : after,
        limit);
    // What a transaction added that had not seen the webhook go.
    HealthTable.delete(session, gone);
    List<String> theirs = page.stream().filter(id -> !gone.contains(id)).toList();
    Judged judged = Judging.again(session, theirs, judge);
    List<UnwellWebhook> toBeDisabled =
        HealthTable.find(session, theirs).stream()
            .filter(one -> one.health().disableReason() != null)
            .sorted(Comparator.comparing(UnwellWebhook::webhookId))
            .toList();
    return new Review(
        judged.changes(), page.size() < limit ? null : page.get(limit - 1), toBeDisabled);
  }

  @Override
  public Optional<HealthChange> judgeHealth(String workspace, String webhookId, HealthJudge judge) {
    return transactions.transaction(
        "judge health",
        session ->
            isTheirs(session, workspace, webhookId)
                ? Judging.now(session, webhookId, judge).changes().stream().findFirst()
                : Optional.empty());
  }

  private static boolean isTheirs(Session session, String workspace, String webhookId)
      throws SQLException {
    Optional<String> found =
        session.selectOne(
            "select id from webhooks_webhook where id {in} and workspace = ?",
            row -> row.getString(1),
            new Ids(List.of(webhookId)),
            workspace);
    return found.isPresent();
  }
}
