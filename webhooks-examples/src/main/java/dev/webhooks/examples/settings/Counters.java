package dev.webhooks.examples.settings;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.policy.WebhookListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this process has done since it started, counted as it happens: whoever asks costs the
 * database nothing.
 *
 * <p>Thread safe.
 */
public final class Counters implements WebhookListener {
  private final Map<DeliveryState, LongAdder> outcomes = new EnumMap<>(DeliveryState.class);
  private final Map<HealthState, LongAdder> changes = new EnumMap<>(HealthState.class);
  private final LongAdder events = new LongAdder();

  public Counters() {
    for (DeliveryState state : DeliveryState.values()) {
      outcomes.put(state, new LongAdder());
    }
    for (HealthState state : HealthState.values()) {
      changes.put(state, new LongAdder());
    }
  }

  @Override
  public void onOutcome(DeliveryOutcome outcome) {
    requireNonNull(outcomes.get(outcome.state())).increment();
  }

  @Override
  public void onHealthChange(HealthChange change) {
    if (change.isStateChange()) {
      requireNonNull(changes.get(change.after().state())).increment();
    }
  }

  /** Counts events that were published, and had not been before. */
  public void published(long count) {
    events.add(count);
  }

  /** How many events were published. */
  public long events() {
    return events.sum();
  }

  /** How often a webhook came into this state. */
  public long changesTo(HealthState state) {
    return requireNonNull(changes.get(state)).sum();
  }

  /** How many outcomes left their delivery in this state. */
  public long outcomes(DeliveryState state) {
    return requireNonNull(outcomes.get(state)).sum();
  }
}
