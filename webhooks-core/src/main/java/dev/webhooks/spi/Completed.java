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
public record Completed(Set<String> accepted, List<HealthChange> changes) {
  /** Nothing was accepted. */
  public static final Completed NOTHING = new Completed(Set.of(), List.of());

  public Completed {
    accepted = Set.copyOf(accepted);
    changes = List.copyOf(changes);
  }
}
