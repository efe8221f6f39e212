package dev.webhooks.jdbc;

import dev.webhooks.spi.Completion;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Webhooks of which something was remembered when this process last looked, so that their outcomes
 * go the longer way at once. A guess that costs a statement where it is wrong, and nothing else.
 *
 * <p>Thread safe.
 */
final class Troubled {
  private static final int MOST = 10_000;

  private final Set<String> webhooks = ConcurrentHashMap.newKeySet();

  void note(String webhook, boolean isTroubled) {
    if (!isTroubled) {
      webhooks.remove(webhook);
    } else if (webhooks.size() < MOST) {
      webhooks.add(webhook);
    }
  }

  boolean hasOneOf(Collection<Completion> completions) {
    return !webhooks.isEmpty()
        && completions.stream().anyMatch(completion -> webhooks.contains(completion.webhookId()));
  }
}
