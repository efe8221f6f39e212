package dev.webhooks.spi;

import dev.webhooks.model.HealthChange;
import java.util.List;
import java.util.Set;

/**
 * What became of completions.
 *
 * @param accepted the ids of the deliveries whose completion was accepted
 * @param changes webhooks whose health is not what it was
 */
public record CompletionResult(Set<String> accepted, List<HealthChange> changes) {
  /** Nothing was accepted. */
  public static final CompletionResult NOTHING = new CompletionResult(Set.of(), List.of());

  public CompletionResult {
    accepted = Set.copyOf(accepted);
    changes = List.copyOf(changes);
  }
}
