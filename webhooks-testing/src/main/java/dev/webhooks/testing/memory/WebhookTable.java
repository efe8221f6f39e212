package dev.webhooks.testing.memory;

import dev.webhooks.model.Cursor;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.Subscriptions;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Webhooks by id and by workspace. Not thread safe. */
final class WebhookTable {
  private static final Comparator<Webhook> OLDEST_FIRST =
      Comparator.comparing(Webhook::createdAt).thenComparing(Webhook::id);

  private final Map<String, StoredWebhook> byId = new HashMap<>();
  private final Map<String, Set<String>> idsByWorkspace = new HashMap<>();

  /** Outlives a workspace's last webhook: a version that came back would hide a change. */
  private final Map<String, Long> versions = new HashMap<>();

  boolean insert(StoredWebhook added, int limit) {
    Webhook webhook = added.webhook();
    Set<String> ids = idsByWorkspace.getOrDefault(webhook.workspace(), Set.of());
    if (ids.size() >= limit) {
      return false;
    }
    if (byId.putIfAbsent(webhook.id(), added) != null) {
      throw new StoreException("webhook id " + webhook.id() + " is taken", null, false);
    }
    idsByWorkspace.computeIfAbsent(webhook.workspace(), w -> new HashSet<>()).add(webhook.id());
    nextVersion(webhook.workspace());
    return true;
  }

  Optional<StoredWebhook> find(String workspace, String id) {
    return Optional.ofNullable(get(workspace, id));
  }

  List<StoredWebhook> findAll(Collection<String> ids) {
    return ids.stream().distinct().map(byId::get).filter(Objects::nonNull).toList();
  }

  List<Webhook> all() {
    return byId.values().stream().map(StoredWebhook::webhook).toList();
  }

  List<StoredWebhook> scan(@Nullable String after, int limit) {
    return byId.values().stream()
        .filter(stored -> after == null || stored.webhook().id().compareTo(after) > 0)
        .sorted(Comparator.comparing(stored -> stored.webhook().id()))
        .limit(limit)
        .toList();
  }

  WebhookPage list(WebhookQuery query) {
    Cursor place = query.cursor();
    Stream<Webhook> asked =
        query.workspace() == null
            ? byId.values().stream().map(StoredWebhook::webhook)
            : webhooksOf(query.workspace());
    List<Webhook> found =
        asked
            .filter(webhook -> place == null || isBehind(webhook, place))
            .sorted(OLDEST_FIRST)
            .limit(query.limit() + 1L)
            .toList();
    return WebhookPage.of(found, query.limit());
  }

  private static boolean isBehind(Webhook webhook, Cursor place) {
    int later = webhook.createdAt().compareTo(place.createdAt());
    return later > 0 || (later == 0 && webhook.id().compareTo(place.id()) > 0);
  }

  boolean replace(StoredWebhook changed) {
    Webhook webhook = changed.webhook();
    StoredWebhook present = get(webhook.workspace(), webhook.id());
    if (present == null || present.webhook().version() != webhook.version()) {
      return false;
    }
    Webhook next = webhook.toBuilder().version(webhook.version() + 1).build();
    byId.put(next.id(), new StoredWebhook(next, changed.sealedSecrets()));
    nextVersion(next.workspace());
    return true;
  }

  boolean delete(String workspace, String id) {
    if (get(workspace, id) == null) {
      return false;
    }
    byId.remove(id);
    Set<String> left = idsByWorkspace.getOrDefault(workspace, Set.of());
    left.remove(id);
    if (left.isEmpty()) {
      idsByWorkspace.remove(workspace);
    }
    nextVersion(workspace);
    return true;
  }

  Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
    long version = versions.getOrDefault(workspace, 0L);
    return version == knownVersion
        ? Optional.empty()
        : Optional.of(new Subscriptions(version, webhooksOf(workspace).toList()));
  }

  /** Whether each workspace still has this version. */
  boolean arePresent(Map<String, Long> known) {
    return known.entrySet().stream()
        .allMatch(one -> versions.getOrDefault(one.getKey(), 0L).equals(one.getValue()));
  }

  boolean exists(String id) {
    return byId.containsKey(id);
  }

  boolean isActive(String id) {
    StoredWebhook stored = byId.get(id);
    return stored != null && stored.webhook().status() == WebhookStatus.ACTIVE;
  }

  /** What a webhook's owner decided; null when there is no such webhook. */
  @Nullable WebhookSettings settingsOf(String id) {
    StoredWebhook stored = byId.get(id);
    return stored == null ? null : stored.webhook().settings();
  }

  /** Null when there is no such webhook. */
  @Nullable String urlOf(String id) {
    StoredWebhook stored = byId.get(id);
    return stored == null ? null : stored.webhook().url();
  }

  /** The version of a webhook that exists. */
  long versionOf(String id) {
    return Objects.requireNonNull(byId.get(id)).webhook().version();
  }

  int size() {
    return byId.size();
  }

  private @Nullable StoredWebhook get(String workspace, String id) {
    StoredWebhook stored = byId.get(id);
    return stored != null && stored.webhook().workspace().equals(workspace) ? stored : null;
  }

  private Stream<Webhook> webhooksOf(String workspace) {
    return idsByWorkspace.getOrDefault(workspace, Set.of()).stream()
        .map(byId::get)
        .filter(Objects::nonNull)
        .map(StoredWebhook::webhook);
  }

  private void nextVersion(String workspace) {
    versions.merge(workspace, 1L, Long::sum);
  }
}
