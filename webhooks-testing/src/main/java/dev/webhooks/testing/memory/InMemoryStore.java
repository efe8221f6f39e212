package dev.webhooks.testing.memory;

import static java.util.Objects.requireNonNull;

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
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.Subscriptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in the memory of one process: for tests, for trials, for a developer's first five
 * minutes. Nothing of it outlives the process, and no other node sees it; in production, use one on
 * a database.
 *
 * <p>It is bounded. To make room for new deliveries it evicts the oldest finished ones, and an
 * event's idempotency key goes with the last of its deliveries. When unfinished deliveries alone
 * fill it, {@link #append} throws a retryable {@link StoreException} and stores nothing.
 *
 * <p>It is also the reference for writing another store: it keeps the whole contract, with one lock
 * and simple tables.
 *
 * <p>Thread safe.
 */
public final class InMemoryStore implements Store {
  private final Object lock = new Object();
  private final WebhookTable webhooks;
  private final DeliveryTable deliveries;
  private final Consumer<NewEvent> onEvent;
  private final Clock clock;
  private final Watch watch;

  private InMemoryStore(Builder builder) {
    this.webhooks = new WebhookTable();
    this.deliveries = new DeliveryTable(webhooks, builder.clock, builder.maxDeliveries);
    this.onEvent = builder.onEvent;
    this.clock = builder.clock;
    this.watch = new Watch(webhooks, deliveries);
  }

  /** An empty store on the system's clock, for at most 100,000 deliveries. */
  public static InMemoryStore create() {
    return builder().build();
  }

  /** Collects a store's settings. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public boolean insert(StoredWebhook webhook, int limit) {
    return locked(() -> webhooks.insert(webhook, limit));
  }

  @Override
  public Optional<StoredWebhook> findWebhook(String workspace, String id) {
    return locked(() -> webhooks.find(workspace, id));
  }

  @Override
  public List<StoredWebhook> findWebhooks(Collection<String> ids) {
    return locked(() -> webhooks.findAll(ids));
  }

  @Override
  public List<StoredWebhook> scan(@Nullable String after, int limit) {
    return locked(() -> webhooks.scan(after, limit));
  }

  @Override
  public WebhookPage list(WebhookQuery query) {
    return locked(() -> webhooks.list(query));
  }

  @Override
  public boolean replace(StoredWebhook changed) {
    synchronized (lock) {
      boolean replaced = webhooks.replace(changed);
      if (replaced) {
        deliveries.webhookChanged(changed.webhook().id());
      }
      return replaced;
    }
  }

  @Override
  public boolean delete(String workspace, String id) {
    synchronized (lock) {
      boolean deleted = webhooks.delete(workspace, id);
      if (deleted) {
        deliveries.webhookDeleted(id);
      }
      return deleted;
    }
  }

  @Override
  public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
    return locked(() -> webhooks.subscriptions(workspace, knownVersion));
  }

  @Override
  public Optional<List<PublishedEvent>> append(EventBatch batch) {
    synchronized (lock) {
      if (!webhooks.arePresent(batch.versions())) {
        return Optional.empty();
      }
      List<PublishedEvent> answers = deliveries.plan(batch.events()).answers();
      deliveries.appendAll(List.of(batch)).forEach(onEvent);
      return Optional.of(answers);
    }
  }

  /** All of the batches or none; versions were compared when they were handed in. */
  void appendAll(List<EventBatch> batches) {
    synchronized (lock) {
      deliveries.appendAll(batches).forEach(onEvent);
    }
  }

  /**
   * Begins a transaction, as a host begins one on a database: events that are published in it are
   * there once it commits. It holds no lock; others go on meanwhile.
   */
  public InMemoryTransaction begin() {
    return new InMemoryTransaction(this);
  }

  /** What {@link #append} would answer, had the first ones been appended. */
  Optional<List<PublishedEvent>> rehearse(List<NewEvent> first, EventBatch batch) {
    synchronized (lock) {
      if (!webhooks.arePresent(batch.versions())) {
        return Optional.empty();
      }
      List<NewEvent> all = new ArrayList<>(first);
      all.addAll(batch.events());
      List<PublishedEvent> answers = deliveries.plan(all).answers();
      return Optional.of(answers.subList(first.size(), answers.size()));
    }
  }

  @Override
  public List<ClaimedDelivery> claim(ClaimRequest request) {
    return locked(() -> deliveries.claim(request));
  }

  @Override
  public Duration untilNextDue(ClaimRequest request, Duration atMost) {
    return locked(() -> deliveries.untilNextDue(request, atMost));
  }

  @Override
  public CompletionResult complete(Collection<Completion> completions, HealthJudge judge) {
    return locked(() -> deliveries.complete(completions, judge));
  }

  @Override
  public Map<String, WebhookHealth> health(Collection<String> webhookIds) {
    return locked(() -> deliveries.health().all(webhookIds));
  }

  @Override
  public List<UnwellWebhook> healthChangedWithin(Duration age) {
    return locked(() -> deliveries.health().changedSince(HealthTable.start(clock.instant(), age)));
  }

  @Override
  public List<UnwellWebhook> unwell(@Nullable String after, int limit) {
    return locked(() -> deliveries.health().unwell(after, limit));
  }

  @Override
  public Review reviewHealth(HealthJudge judge, @Nullable String after, int limit) {
    return locked(() -> deliveries.health().review(judge, after, limit, clock.instant()));
  }

  @Override
  public Optional<HealthChange> judgeHealth(String workspace, String webhookId, HealthJudge judge) {
    return locked(
        () ->
            webhooks.find(workspace, webhookId).isPresent()
                ? deliveries.health().judge(judge, workspace, webhookId, clock.instant())
                : Optional.empty());
  }

  @Override
  public DeliveryPage query(DeliveryQuery query) {
    return locked(() -> deliveries.log().query(query));
  }

  @Override
  public Optional<DeliveryDetail> findDelivery(String workspace, String deliveryId) {
    return locked(() -> deliveries.log().find(workspace, deliveryId));
  }

  @Override
  public List<Attempt> findAttempts(String workspace, String deliveryId, int before, int limit) {
    return locked(() -> deliveries.log().attempts(workspace, deliveryId, before, limit));
  }

  @Override
  public RedeliveryAnswer redeliver(String workspace, String deliveryId) {
    return locked(() -> deliveries.redeliver(workspace, deliveryId));
  }

  @Override
  public int countRecoverable(String workspace, String webhookId, Instant from, Instant until) {
    return locked(
        () -> (int) deliveries.log().recoverable(workspace, webhookId, from, until).count());
  }

  @Override
  public List<String> recover(
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable String after,
      int limit) {
    return locked(() -> deliveries.recover(workspace, webhookId, from, until, after, limit));
  }

  @Override
  public int dropWaiting(String workspace, String webhookId, int limit) {
    return locked(() -> deliveries.dropWaiting(workspace, webhookId, limit));
  }

  @Override
  public List<AttemptSums> sumAttempts(StatsQuery query) {
    return locked(() -> new Statistics(deliveries.log().of(query.workspace())).sums(query));
  }

  @Override
  public Map<String, RecentAttempts> recentAttempts(
      String workspace, Collection<String> webhookIds, Instant hourBegins, Instant dayBegins) {
    return locked(
        () ->
            new Statistics(deliveries.log().of(workspace))
                .recent(webhookIds, hourBegins, dayBegins));
  }

  @Override
  public Map<String, WaitingDeliveries> waiting(String workspace, Collection<String> webhookIds) {
    return locked(() -> new Statistics(deliveries.log().of(workspace)).waiting(webhookIds));
  }

  @Override
  public WaitingDeliveries waiting(@Nullable String workspace) {
    return locked(
        () ->
            new Statistics(
                    workspace == null ? deliveries.log().all() : deliveries.log().of(workspace))
                .waiting());
  }

  @Override
  public boolean takeDuty(String duty, String node, Duration lease) {
    return locked(() -> watch.takeDuty(duty, node, lease, clock.instant()));
  }

  @Override
  public void releaseDuty(String duty, String node) {
    synchronized (lock) {
      watch.releaseDuty(duty, node);
    }
  }

  @Override
  public StoreSample sample() {
    return locked(() -> watch.sample(clock.instant()));
  }

  private <T extends @Nullable Object> T locked(Supplier<T> work) {
    synchronized (lock) {
      return work.get();
    }
  }

  /** Counts only: what it holds is confidential. */
  @Override
  public String toString() {
    return locked(
        () -> "InMemoryStore[webhooks=" + webhooks.size() + ", " + deliveries.counts() + "]");
  }

  /** Collects a store's settings. Not thread safe. */
  public static final class Builder {
    private Clock clock = Clock.systemUTC();
    private int maxDeliveries = 100_000;
    private Consumer<NewEvent> onEvent = event -> {};

    private Builder() {}

    /**
     * The store's own clock, which decides what is due and when a lease ends. Default: the
     * system's.
     */
    public Builder clock(Clock clock) {
      this.clock = requireNonNull(clock, "clock");
      return this;
    }

    /**
     * How many deliveries it keeps, finished ones included, at least 1; and as many idempotency
     * keys of events that no webhook wanted. Default: 100,000.
     */
    public Builder maxDeliveries(int maxDeliveries) {
      if (maxDeliveries < 1) {
        throw new IllegalArgumentException("maxDeliveries must be at least 1");
      }
      this.maxDeliveries = maxDeliveries;
      return this;
    }

    /**
     * Told of every event that is stored, duplicates left out, and of those that no webhook wanted
     * as well. Called while the store is locked, in the order in which the events became visible:
     * it must be quick and may not use the store. Default: nobody.
     */
    public Builder onEvent(Consumer<NewEvent> onEvent) {
      this.onEvent = requireNonNull(onEvent, "onEvent");
      return this;
    }

    /** An empty store. */
    public InMemoryStore build() {
      return new InMemoryStore(this);
    }
  }
}
