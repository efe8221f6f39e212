package dev.webhooks.internal.dispatch;

import dev.webhooks.model.UnwellWebhook;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Webhooks that are to be disabled: each is, once, as soon as the store takes it.
 *
 * <p>{@link #add} is thread safe; the rest is used by one thread at a time.
 */
final class Disablings {
  private final Consumer<UnwellWebhook> disable;
  private final Runnable onNew;
  private final Map<String, UnwellWebhook> pending = new ConcurrentHashMap<>();

  /** Those that were disabled: their records say so for as long as nobody enables them. */
  private final Set<String> done = new HashSet<>();

  /**
   * @param disable disables one, unless it is not active; may throw, and is then asked again
   * @param onNew run when there is one more
   */
  Disablings(Consumer<UnwellWebhook> disable, Runnable onNew) {
    this.disable = disable;
    this.onNew = onNew;
  }

  void add(UnwellWebhook webhook) {
    pending.put(webhook.webhookId(), webhook);
    onNew.run();
  }

  /** All whose records say so, as they may have for long: whoever was to do it may have died. */
  void remind(List<UnwellWebhook> all) {
    done.retainAll(all.stream().map(UnwellWebhook::webhookId).collect(Collectors.toSet()));
    for (UnwellWebhook webhook : all) {
      if (!done.contains(webhook.webhookId())) {
        pending.putIfAbsent(webhook.webhookId(), webhook);
      }
    }
  }

  /**
   * Disables those that are pending.
   *
   * @throws RuntimeException of the last one that failed; it is tried again the next time
   */
  void run() {
    RuntimeException failure = null;
    for (UnwellWebhook webhook : List.copyOf(pending.values())) {
      try {
        disable.accept(webhook);
        pending.remove(webhook.webhookId(), webhook);
        done.add(webhook.webhookId());
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }
}
