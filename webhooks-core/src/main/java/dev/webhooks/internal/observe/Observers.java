package dev.webhooks.internal.observe;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.StoreSample;
import dev.webhooks.observe.AttemptObservation;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.DeliveryEnd;
import dev.webhooks.observe.GuardStage;
import dev.webhooks.observe.NodeFigures;
import dev.webhooks.observe.PublishObservation;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.observe.WebhookObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's observers as one, which never fails. Who tells it of something asks first whether
 * {@linkplain #areNone anybody} wants to know, so that nothing is made or timed for nobody.
 *
 * <p>Thread safe.
 */
public final class Observers implements WebhookObserver {
  /** Nobody. */
  public static final Observers NONE = new Observers(List.of());

  private static final Logger log = LoggerFactory.getLogger(WebhookObserver.class);

  private final List<WebhookObserver> all;
  private final LineLimit failures = new LineLimit(System::nanoTime);

  private Observers(List<WebhookObserver> all) {
    this.all = List.copyOf(all);
  }

  /** These, told in this order. */
  public static Observers of(List<WebhookObserver> observers) {
    return observers.isEmpty() ? NONE : new Observers(observers);
  }

  /** Whether there is nobody to be told anything. */
  public boolean areNone() {
    return all.isEmpty();
  }

  @Override
  public void attached(NodeFigures figures) {
    tell(all, one -> one.attached(figures));
  }

  @Override
  public @Nullable PublishObservation publishing(PublishStart start) {
    List<PublishObservation> begun = begin(one -> one.publishing(start));
    return begun.isEmpty() ? null : new SafePublishObservation(begun, this);
  }

  @Override
  public @Nullable AttemptObservation attempting(AttemptStart start) {
    List<AttemptObservation> begun = begin(one -> one.attempting(start));
    return begun.isEmpty() ? null : new SafeAttemptObservation(begun, this);
  }

  @Override
  public void claimed(int deliveries, Duration took) {
    tell(all, one -> one.claimed(deliveries, took));
  }

  @Override
  public void stored(int outcomes, Duration took) {
    tell(all, one -> one.stored(outcomes, took));
  }

  @Override
  public void ended(DeliveryEnd end) {
    tell(all, one -> one.ended(end));
  }

  @Override
  public void fenced(int outcomes) {
    tell(all, one -> one.fenced(outcomes));
  }

  @Override
  public void refused(GuardStage stage) {
    tell(all, one -> one.refused(stage));
  }

  @Override
  public void healthChanged(HealthChange change) {
    tell(all, one -> one.healthChanged(change));
  }

  @Override
  public void storeCalled(String call, boolean succeeded, Duration took) {
    tell(all, one -> one.storeCalled(call, succeeded, took));
  }

  @Override
  public void sampled(StoreSample sample) {
    tell(all, one -> one.sampled(sample));
  }

  @Override
  public void samplingEnded() {
    tell(all, WebhookObserver::samplingEnded);
  }

  private <T> List<T> begin(Function<WebhookObserver, @Nullable T> start) {
    List<T> begun = new ArrayList<>(all.size());
    for (WebhookObserver one : all) {
      T observation = answer(one, start);
      if (observation != null) {
        begun.add(observation);
      }
    }
    return begun;
  }

  <T> void tell(List<T> listening, Consumer<T> news) {
    for (T one : listening) {
      try {
        news.accept(one);
      } catch (RuntimeException | Error e) {
        failed(one, e);
      }
    }
  }

  /** Those that began first end last: what one opened, another may stand in. */
  <T> void tellInReverse(List<T> listening, Consumer<T> news) {
    for (int i = listening.size() - 1; i >= 0; i--) {
      tell(List.of(listening.get(i)), news);
    }
  }

  /** The first traceparent that one of them has. */
  <T> @Nullable String traceparent(List<T> listening, Function<T, @Nullable String> question) {
    return listening.stream()
        .map(one -> this.<T, String>answer(one, question))
        .filter(Objects::nonNull)
        .filter(Traceparent::isOne)
        .findFirst()
        .orElse(null);
  }

  private <T, A> @Nullable A answer(T one, Function<T, @Nullable A> question) {
    try {
      return question.apply(one);
    } catch (RuntimeException | Error e) {
      failed(one, e);
      return null;
    }
  }

  /** One that always fails would else write a line for each delivery. */
  private void failed(Object observer, Throwable cause) {
    SafeLog.line(
        () -> {
          if (failures.admits()) {
            log.warn(
                "The observer {} failed: {}{}",
                observer.getClass().getName(),
                LogReason.of(cause),
                failures.leftOut());
          }
          log.debug("An observer failed", cause);
        });
  }
}
