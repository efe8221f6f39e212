package dev.webhooks.testing.memory;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore.Review;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is remembered of webhooks that are not well. Not thread safe. */
final class HealthTable {
  private final Function<String, @Nullable String> urlOf;
  private final Predicate<String> isIdle;
  private final BiConsumer<String, Instant> onChange;
  private final NavigableMap<String, UnwellWebhook> byWebhook = new TreeMap<>();

  /**
   * An empty table.
   *
   * @param urlOf a webhook's present URL; null if there is no such webhook
   * @param isIdle whether nothing waits for a webhook
   * @param onChange told of a webhook, and of the time, when something else is remembered of it
   */
  HealthTable(
      Function<String, @Nullable String> urlOf,
      Predicate<String> isIdle,
      BiConsumer<String, Instant> onChange) {
    this.urlOf = urlOf;
    this.isIdle = isIdle;
    this.onChange = onChange;
  }

  WebhookHealth of(String webhookId) {
    UnwellWebhook unwell = byWebhook.get(webhookId);
    return unwell == null ? WebhookHealth.healthy() : unwell.health();
  }

  Map<String, WebhookHealth> all(Collection<String> webhookIds) {
    Map<String, WebhookHealth> found = new HashMap<>();
    for (String id : webhookIds) {
      UnwellWebhook unwell = byWebhook.get(id);
      if (unwell != null) {
        found.put(id, unwell.health());
      }
    }
    return found;
  }

  List<UnwellWebhook> changedSince(Instant time) {
    return byWebhook.values().stream()
        .filter(
            unwell -> {
              Instant changedAt = unwell.health().changedAt();
              return changedAt != null && !changedAt.isBefore(time);
            })
        .toList();
  }

  List<UnwellWebhook> unwell(@Nullable String after, int limit) {
    return behind(after).values().stream()
        .filter(unwell -> unwell.health().state() != HealthState.HEALTHY)
        .limit(limit)
        .toList();
  }

  private NavigableMap<String, UnwellWebhook> behind(@Nullable String after) {
    return after == null ? byWebhook : byWebhook.tailMap(after, false);
  }

  void put(String workspace, String webhookId, WebhookHealth health, Instant now) {
    if (health.equals(WebhookHealth.healthy())) {
      byWebhook.remove(webhookId);
    } else {
      byWebhook.put(webhookId, new UnwellWebhook(workspace, webhookId, health));
    }
    onChange.accept(webhookId, now);
  }

  void remove(String webhookId) {
    byWebhook.remove(webhookId);
  }

  /** Judges those webhooks of accepted completions that must be. */
  List<HealthChange> judge(HealthJudge judge, Map<Completion, Row> accepted, Instant now) {
    Map<String, List<Completion>> byId = new LinkedHashMap<>();
    Map<String, String> workspaces = new HashMap<>();
    accepted.forEach(
        (completion, row) -> {
          byId.computeIfAbsent(row.webhookId, id -> new ArrayList<>()).add(completion);
          workspaces.put(row.webhookId, row.event.workspace());
        });
    List<HealthChange> changes = new ArrayList<>();
    byId.forEach(
        (id, ended) -> {
          boolean failed = ended.stream().anyMatch(Completion::failed);
          if (failed || byWebhook.containsKey(id)) {
            judge(judge, workspaces.getOrDefault(id, ""), id, observed(id, ended, now), changes);
          }
        });
    return changes;
  }

  private HealthObservation observed(String id, List<Completion> ended, Instant now) {
    return Completion.observed(of(id), urlOf.apply(id), ended, isIdle(id, now), now);
  }

  private boolean isIdle(String webhookId, Instant now) {
    return of(webhookId).isWindowOpen(now) && isIdle.test(webhookId);
  }

  /** Judges one, because somebody has decided something about it. */
  Optional<HealthChange> judge(HealthJudge judge, String workspace, String webhookId, Instant now) {
    List<HealthChange> changes = new ArrayList<>();
    judge(judge, workspace, webhookId, HealthObservation.ofTime(now), changes);
    return changes.stream().findFirst();
  }

  private void judge(
      HealthJudge judge,
      String workspace,
      String webhookId,
      HealthObservation seen,
      List<HealthChange> changes) {
    WebhookHealth before = of(webhookId);
    WebhookHealth after = judge.judge(before, seen);
    if (!after.equals(before)) {
      put(workspace, webhookId, after, seen.now());
      changes.add(new HealthChange(workspace, webhookId, before, after));
    }
  }

  Review review(HealthJudge judge, @Nullable String after, int limit, Instant now) {
    List<UnwellWebhook> some = behind(after).values().stream().limit(limit).toList();
    List<HealthChange> changes = new ArrayList<>();
    for (UnwellWebhook one : some) {
      HealthObservation seen = observed(one.webhookId(), List.of(), now);
      judge(judge, one.workspace(), one.webhookId(), seen, changes);
    }
    List<UnwellWebhook> toBeDisabled =
        some.stream()
            .map(one -> new UnwellWebhook(one.workspace(), one.webhookId(), of(one.webhookId())))
            .filter(one -> one.health().disableReason() != null)
            .toList();
    return new Review(
        changes, some.isEmpty() ? null : some.get(some.size() - 1).webhookId(), toBeDisabled);
  }

  /** How far back a look must go to find what changed within this time. */
  static Instant start(Instant now, Duration age) {
    return age.compareTo(Duration.between(Instant.EPOCH, now)) > 0 ? Instant.EPOCH : now.minus(age);
  }
}
