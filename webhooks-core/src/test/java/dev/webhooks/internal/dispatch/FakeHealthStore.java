package dev.webhooks.internal.dispatch;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records of webhooks that a test puts there; all of them have always just changed. */
final class FakeHealthStore implements HealthStore {
  final NavigableMap<String, UnwellWebhook> all = new TreeMap<>();

  /** What was asked. */
  final List<String> looks = new ArrayList<>();

  /** Thrown instead of an answer. */
  @Nullable RuntimeException failure;

  void put(UnwellWebhook webhook) {
    all.put(webhook.webhookId(), webhook);
  }

  @Override
  public Map<String, WebhookHealth> health(Collection<String> webhookIds) {
    Map<String, WebhookHealth> found = new HashMap<>();
    webhookIds.stream().filter(all::containsKey).forEach(id -> found.put(id, all.get(id).health()));
    return found;
  }

  @Override
  public List<UnwellWebhook> healthChangedWithin(Duration age) {
    asked("changed within " + age);
    return List.copyOf(all.values());
  }

  @Override
  public List<UnwellWebhook> unwell(@Nullable String after, int limit) {
    if (after == null) {
      asked("all");
    }
    return behind(after).values().stream()
        .filter(webhook -> webhook.health().state() != HealthState.HEALTHY)
        .limit(limit)
        .toList();
  }

  @Override
  public Review reviewHealth(HealthJudge judge, @Nullable String after, int limit) {
    asked("review after " + after);
    List<UnwellWebhook> page = behind(after).values().stream().limit(limit).toList();
    List<HealthChange> changes = new ArrayList<>();
    for (UnwellWebhook webhook : page) {
      WebhookHealth judged = judge.judge(webhook.health(), HealthObservation.ofTime(Instant.EPOCH));
      if (!judged.equals(webhook.health())) {
        put(new UnwellWebhook(webhook.workspace(), webhook.webhookId(), judged));
        changes.add(
            new HealthChange(webhook.workspace(), webhook.webhookId(), webhook.health(), judged));
      }
    }
    return new Review(
        changes,
        page.isEmpty() ? null : page.get(page.size() - 1).webhookId(),
        page.stream()
            .map(webhook -> all.get(webhook.webhookId()))
            .filter(webhook -> webhook.health().disableReason() != null)
            .toList());
  }

  @Override
  public Optional<HealthChange> judgeHealth(String workspace, String webhookId, HealthJudge judge) {
    WebhookHealth before =
        health(List.of(webhookId)).getOrDefault(webhookId, WebhookHealth.healthy());
    WebhookHealth after = judge.judge(before, HealthObservation.ofTime(Instant.EPOCH));
    put(new UnwellWebhook(workspace, webhookId, after));
    return Optional.of(new HealthChange(workspace, webhookId, before, after));
  }

  private NavigableMap<String, UnwellWebhook> behind(@Nullable String after) {
    return after == null ? all : all.tailMap(after, false);
  }

  private void asked(String what) {
    looks.add(what);
    if (failure != null) {
      throw failure;
    }
  }
}
