package dev.webhooks.micrometer;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.StoreSample;
import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptObservation;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.DeliveryEnd;
import dev.webhooks.observe.GuardStage;
import dev.webhooks.observe.NodeFigures;
import dev.webhooks.observe.PublishObservation;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.observe.WebhookObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the library: at most 150 time series, however many webhooks and workspaces there are,
 * because none is tagged with a webhook, a workspace, a URL, an id or an error's text.
 *
 * <pre>{@code
 * Webhooks.builder(store, cipher).observe(WebhookMetrics.of(meterRegistry)).build();
 * }</pre>
 *
 * <p>The names and tags of the meters, and what to watch, stand in {@code docs/operations}. What is
 * true of the whole database, as how many deliveries wait, is measured by one node at a time, twice
 * a minute, and only that node has those meters: never is the database asked by a scrape.
 *
 * <p>For one {@code Webhooks}; thread safe.
 */
public final class WebhookMetrics implements WebhookObserver {
  private final DeliveryMeters deliveries;
  private final NodeMeters node;
  private final StoreMeters store;
  private final @Nullable TimedCalls calls;

  private WebhookMetrics(MeterRegistry registry, boolean timesCalls) {
    this.deliveries = new DeliveryMeters(registry);
    this.node = new NodeMeters(registry);
    this.store = new StoreMeters(registry);
    this.calls = timesCalls ? new TimedCalls(registry) : null;
  }

  /** All meters, in this registry. */
  public static WebhookMetrics of(MeterRegistry registry) {
    return new WebhookMetrics(registry, true);
  }

  /**
   * All but the timers {@code webhooks.publish} and {@code webhooks.attempt}: for a host with
   * {@link WebhookObservations} whose observation registry makes meters of observations, as Spring
   * Boot's does, and so makes these.
   */
  public static WebhookMetrics besideObservations(MeterRegistry registry) {
    return new WebhookMetrics(registry, false);
  }

  @Override
  public void attached(NodeFigures figures) {
    node.attached(figures);
  }

  @Override
  public PublishObservation publishing(PublishStart start) {
    TimedCalls.Sample sample = calls == null ? null : calls.start();
    return new PublishObservation() {
      @Override
      public void stored(List<PublishedEvent> events) {
        deliveries.published(events, start.joined());
        if (sample != null) {
          sample.published(start.joined(), true);
        }
      }

      @Override
      public void failed(Throwable cause) {
        if (sample != null) {
          sample.published(start.joined(), false);
        }
      }
    };
  }

  @Override
  public @Nullable AttemptObservation attempting(AttemptStart start) {
    deliveries.begun(start);
    if (calls == null) {
      return null;
    }
    return new AttemptObservation() {
      @Override
      public void ended(AttemptEnd end) {
        calls.attempted(start, end);
      }

      @Override
      public void abandoned() {}
    };
  }

  @Override
  public void claimed(int count, Duration took) {
    store.claimed(count);
  }

  @Override
  public void stored(int outcomes, Duration took) {
    store.stored(outcomes);
  }

  @Override
  public void ended(DeliveryEnd end) {
    deliveries.ended(end);
  }

  @Override
  public void fenced(int outcomes) {
    deliveries.fenced(outcomes);
  }

  @Override
  public void refused(GuardStage stage) {
    deliveries.refused(stage);
  }

  @Override
  public void healthChanged(HealthChange change) {
    deliveries.healthChanged(change);
  }

  @Override
  public void storeCalled(String call, boolean succeeded, Duration took) {
    store.called(call, succeeded, took);
  }

  @Override
  public void sampled(StoreSample sample) {
    store.sampled(sample);
  }

  @Override
  public void samplingEnded() {
    store.samplingEnded();
  }
}
