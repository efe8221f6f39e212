package dev.webhooks.internal.observe;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.observe.PublishObservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What several observers make of one publishing. */
final class SafePublishObservation implements PublishObservation {
  private final List<PublishObservation> all;
  private final Observers observers;

  SafePublishObservation(List<PublishObservation> all, Observers observers) {
    this.all = all;
    this.observers = observers;
  }

  @Override
  public @Nullable String traceparent() {
    return observers.traceparent(all, PublishObservation::traceparent);
  }

  @Override
  public void stored(List<PublishedEvent> events) {
    observers.tellInReverse(all, one -> one.stored(events));
  }

  @Override
  public void failed(Throwable cause) {
    observers.tellInReverse(all, one -> one.failed(cause));
  }
}
