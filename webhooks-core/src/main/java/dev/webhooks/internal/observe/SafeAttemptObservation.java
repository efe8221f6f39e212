package dev.webhooks.internal.observe;

import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptObservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What several observers make of one POST. */
final class SafeAttemptObservation implements AttemptObservation {
  private final List<AttemptObservation> all;
  private final Observers observers;

  SafeAttemptObservation(List<AttemptObservation> all, Observers observers) {
    this.all = all;
    this.observers = observers;
  }

  @Override
  public @Nullable String traceparent() {
    return observers.traceparent(all, AttemptObservation::traceparent);
  }

  @Override
  public void ended(AttemptEnd end) {
    observers.tellInReverse(all, one -> one.ended(end));
  }

  @Override
  public void abandoned() {
    observers.tellInReverse(all, AttemptObservation::abandoned);
  }
}
