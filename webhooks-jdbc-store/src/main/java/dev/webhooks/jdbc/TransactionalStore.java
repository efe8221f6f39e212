package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Claims.Found;
import dev.webhooks.jdbc.WebhookTable.Change;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StoreSample;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the library asks of a store: each call is a transaction on the tables, or one
 * statement. What a host does with its store is the {@link JdbcStore}'s.
 *
 * <p>Thread safe.
 */
abstract class TransactionalStore implements Store {
  /** The look that says when to claim next too: what refuses one refuses both, and is told once. */
  private static final String CLAIMING = "claim deliveries";

  final Transactions transactions;

  /** For what the dispatcher asks, which tells of its failures itself. */
  private final Transactions ofDispatcher;

  private final Insertion insertion;
  private final GroupCommit groupCommit = new GroupCommit(this::appendAtOnce, GroupCommit.PATIENCE);
  private final Endings endings;
  private final HealthRecords health;
  private final Claims claims;
  private final Upkeep upkeep;
  private final LastLook lastLook = new LastLook(System::nanoTime);
  private final RecoverableCount recoverableCount;
  final Statistics statistics;
  private final Watch watch;

  TransactionalStore(Transactions transactions, Dialect dialect, Queue queue) {
    this.transactions = transactions;
    this.ofDispatcher = transactions.ofDispatcher();
    this.insertion = dialect.insertion();
    this.endings = new Endings(ofDispatcher, dialect.completesAtOnce());
    this.health = new HealthRecords(transactions, ofDispatcher);
    this.claims = new Claims(queue);
    this.upkeep = new Upkeep(ofDispatcher, System::nanoTime);
    this.recoverableCount = new RecoverableCount(transactions, System::nanoTime);
    this.statistics = new Statistics(transactions, ofDispatcher);
    this.watch = new Watch(ofDispatcher, queue);
  }

  @Override
  public boolean insert(StoredWebhook webhook, int limit) {
    return transactions.transaction(
        "insert a webhook", session -> WebhookTable.insert(session, webhook, limit));
  }

  @Override
  public Optional<StoredWebhook> findWebhook(String workspace, String id) {
    return transactions.autocommit(
        "find a webhook", session -> WebhookTable.find(session, workspace, id));
  }

  @Override
  public List<StoredWebhook> findWebhooks(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : transactions.autocommit(
            "find webhooks", session -> WebhookTable.findAll(session, List.copyOf(ids)));
  }

  @Override
  public List<StoredWebhook> scan(@Nullable String after, int limit) {
    return transactions.autocommit(
        "walk over webhooks", session -> WebhookTable.scan(session, after, limit));
  }

  @Override
  public WebhookPage list(WebhookQuery query) {
    return transactions.autocommit("list webhooks", session -> WebhookTable.list(session, query));
  }

  @Override
  public boolean replace(StoredWebhook changed) {
    Change change =
        changing(
            () ->
                transactions.transaction(
                    "replace a webhook", session -> WebhookTable.replace(session, changed)));
    if (change.released()) {
      upkeep.putBack(changed.webhook().id());
    }
    return change.done();
  }

  @Override
  public boolean delete(String workspace, String id) {
    Change change =
        transactions.transaction(
            "delete a webhook", session -> WebhookTable.delete(session, workspace, id));
    if (change.done()) {
      upkeep.cancel(workspace, id);
    }
    if (change.released()) {
      upkeep.putBack(id);
    }
    return change.done();
  }

  @Override
  public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
    return transactions.autocommit(
        "read subscriptions",
        session -> WebhookTable.subscriptions(session, workspace, knownVersion));
  }

  @Override
  public Optional<List<PublishedEvent>> append(EventBatch batch) {
    if (batch.events().isEmpty()) {
      return Optional.of(List.of());
    }
    return groupCommit.append(batch);
  }

  private Optional<List<PublishedEvent>> appendAtOnce(Supplier<EventBatch> batch) {
    Append append = new Append(insertion, batch);
    return changing(
        () -> transactions.transaction("append events", append::isOneStatement, append::run));
  }

  @Override
  public List<ClaimedDelivery> claim(ClaimRequest request) {
    long before = lastLook.changes();
    Found found = ofDispatcher.transaction(CLAIMING, session -> claims.claim(session, request));
    upkeep.after(found);
    if (!found.claimed().isEmpty() || found.released()) {
      lastLook.changed();
    } else {
      found.soonest().ifPresent(soonest -> lastLook.saw(request, before, soonest));
    }
    return found.claimed();
  }

  @Override
  public Duration untilNextDue(ClaimRequest request, Duration atMost) {
    return lastLook
        .untilNextDue(request, atMost)
        .orElseGet(
            () ->
                ofDispatcher.transaction(
                    CLAIMING, session -> claims.untilNextDue(session, request, atMost)));
  }

  @Override
  public CompletionResult complete(Collection<Completion> completions, HealthJudge judge) {
    if (completions.isEmpty()) {
      return CompletionResult.NOTHING;
    }
    return changing(() -> endings.complete(completions, judge));
  }

  @Override
  public Map<String, WebhookHealth> health(Collection<String> webhookIds) {
    return health.health(webhookIds);
  }

  @Override
  public List<UnwellWebhook> healthChangedWithin(Duration age) {
    return health.healthChangedWithin(age);
  }

  @Override
  public List<UnwellWebhook> unwell(@Nullable String after, int limit) {
    return health.unwell(after, limit);
  }

  @Override
  public Review reviewHealth(HealthJudge judge, @Nullable String after, int limit) {
    return changing(() -> health.reviewHealth(judge, after, limit));
  }

  @Override
  public Optional<HealthChange> judgeHealth(String workspace, String webhookId, HealthJudge judge) {
    return changing(() -> health.judgeHealth(workspace, webhookId, judge));
  }

  @Override
  public List<AttemptSums> sumAttempts(StatsQuery query) {
    return statistics.sumAttempts(query);
  }

  @Override
  public Map<String, RecentAttempts> recentAttempts(
      String workspace, Collection<String> webhookIds, Instant hourBegins, Instant dayBegins) {
    return statistics.recentAttempts(workspace, webhookIds, hourBegins, dayBegins);
  }

  @Override
  public Map<String, WaitingDeliveries> waiting(String workspace, Collection<String> webhookIds) {
    return statistics.waiting(workspace, webhookIds);
  }

  @Override
  public WaitingDeliveries waiting(@Nullable String workspace) {
    return statistics.waiting(workspace);
  }

  @Override
  public boolean takeDuty(String duty, String node, Duration lease) {
    return watch.takeDuty(duty, node, lease);
  }

  @Override
  public void releaseDuty(String duty, String node) {
    watch.releaseDuty(duty, node);
  }

  @Override
  public StoreSample sample() {
    return watch.sample();
  }

  @Override
  public void addUp() {
    statistics.addUp();
  }

  @Override
  public DeliveryPage query(DeliveryQuery query) {
    return transactions.autocommit(
        "query deliveries", session -> DeliveryLogTable.query(session, query));
  }

  @Override
  public Optional<DeliveryDetail> findDelivery(String workspace, String deliveryId) {
    return transactions.autocommit(
        "find a delivery", session -> DeliveryLogTable.find(session, workspace, deliveryId));
  }

  @Override
  public List<Attempt> findAttempts(String workspace, String deliveryId, int before, int limit) {
    return transactions.autocommit(
        "find attempts",
        session -> DeliveryLogTable.attempts(session, workspace, deliveryId, before, limit));
  }

  @Override
  public RedeliveryAnswer redeliver(String workspace, String deliveryId) {
    return changing(
        () ->
            transactions.transaction(
                "redeliver", session -> Redelivery.redeliver(session, workspace, deliveryId)));
  }

  @Override
  public int countRecoverable(String workspace, String webhookId, Instant from, Instant until) {
    return recoverableCount.count(workspace, webhookId, from, until);
  }

  @Override
  public List<String> recover(
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable String after,
      int limit) {
    return changing(
        () ->
            transactions.transaction(
                "recover deliveries",
                session ->
                    Redelivery.recover(session, workspace, webhookId, from, until, after, limit)));
  }

  @Override
  public int dropWaiting(String workspace, String webhookId, int limit) {
    return changing(
        () ->
            transactions.transaction(
                "drop deliveries",
                session -> Cancellation.dropWaiting(session, workspace, webhookId, limit)));
  }

  /** What makes something due sooner ends what the last look said, whether or not it is known. */
  private <T> T changing(Supplier<T> work) {
    try {
      return work.get();
    } finally {
      lastLook.changed();
    }
  }
}
