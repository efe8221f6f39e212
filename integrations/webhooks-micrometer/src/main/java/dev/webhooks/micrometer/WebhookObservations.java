package dev.webhooks.micrometer;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptObservation;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.PublishObservation;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.observe.WebhookObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Scope;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observes each publishing as {@code webhooks.publish} and each POST as {@code webhooks.attempt},
 * for traces above all. The span of the publishing is stored with the events, so that an attempt on
 * whatever node belongs to it: with an {@link AttemptTracingHandler} the first attempt is its
 * child, and a retry, which may come a day later, the root of a trace of its own that is linked to
 * it; without one every attempt is a root.
 *
 * <pre>{@code
 * Webhooks.builder(store, cipher)
 *     .observe(WebhookMetrics.besideObservations(meterRegistry))
 *     .observe(WebhookObservations.of(observationRegistry))
 *     .build();
 * }</pre>
 *
 * <p>An attempt's span has the attributes that OpenTelemetry's conventions give an HTTP client's,
 * and the ids of webhook, event and delivery. Of the URL it has scheme, host and port, for many
 * receivers keep a secret in the path: {@code https://crm.example.com/REDACTED}, unless {@linkplain
 * #showingPaths paths are asked for}. Receivers are told nothing of it unless {@linkplain
 * #tracingReceivers that is}.
 *
 * <p>Immutable and thread safe.
 */
public final class WebhookObservations implements WebhookObserver {
  private final ObservationRegistry registry;
  private final boolean tracesReceivers;
  private final boolean showsPaths;

  private WebhookObservations(
      ObservationRegistry registry, boolean tracesReceivers, boolean showsPaths) {
    this.registry = registry;
    this.tracesReceivers = tracesReceivers;
    this.showsPaths = showsPaths;
  }

  /** Observations in this registry, of which receivers learn nothing. */
  public static WebhookObservations of(ObservationRegistry registry) {
    return new WebhookObservations(registry, false, false);
  }

  /**
   * The same, but each POST carries the {@code traceparent} of its span, so that receivers may go
   * on with the trace. They are your customers: an id of one of your traces, and whether it is
   * sampled, is what they learn. Never any baggage.
   */
  public WebhookObservations tracingReceivers() {
    return new WebhookObservations(registry, true, showsPaths);
  }

  /**
   * The same, but spans have the paths of URLs, never their queries. Whoever reads your traces then
   * reads them too, and the path of a chat's webhook, for instance, is all that it takes to write
   * there.
   */
  public WebhookObservations showingPaths() {
    return new WebhookObservations(registry, tracesReceivers, true);
  }

  @Override
  public @Nullable PublishObservation publishing(PublishStart start) {
    if (registry.isNoop()) {
      return null;
    }
    PublishContext context = new PublishContext(start.events());
    Observation observation =
        Observation.createNotStarted(Names.PUBLISH, () -> context, registry)
            .contextualName("webhooks publish")
            .lowCardinalityKeyValue(Names.TRANSACTION, Names.transaction(start.joined()))
            .lowCardinalityKeyValue(Names.OUTCOME, Names.STORED)
            .highCardinalityKeyValue("webhooks.events", Integer.toString(start.events()))
            .start();
    return new Publishing(context, observation, scope(observation));
  }

  /** A handler of the host may fail; then nobody is told of the end, so it comes at once. */
  private static Scope scope(Observation observation) {
    try {
      return observation.openScope();
    } catch (RuntimeException | Error e) {
      observation.stop();
      throw e;
    }
  }

  /** Whatever handlers do, the thread goes on to other work outside of the scope. */
  private static void end(Scope scope, Observation observation) {
    try {
      scope.close();
    } finally {
      observation.stop();
    }
  }

  private record Publishing(PublishContext context, Observation observation, Scope scope)
      implements PublishObservation {

    @Override
    public @Nullable String traceparent() {
      return context.traceparent();
    }

    @Override
    public void stored(List<PublishedEvent> events) {
      try {
        if (events.size() == 1) {
          observation.highCardinalityKeyValue("webhooks.event.id", events.get(0).eventId());
        }
        int deliveries = events.stream().mapToInt(PublishedEvent::deliveries).sum();
        observation.highCardinalityKeyValue("webhooks.deliveries", Integer.toString(deliveries));
      } finally {
        end(scope, observation);
      }
    }

    @Override
    public void failed(Throwable cause) {
      try {
        observation.lowCardinalityKeyValue(Names.OUTCOME, Names.FAILED).error(cause);
      } finally {
        end(scope, observation);
      }
    }
  }

  @Override
  public @Nullable AttemptObservation attempting(AttemptStart start) {
    if (registry.isNoop()) {
      return null;
    }
    AttemptContext context = new AttemptContext(start);
    Observation observation =
        Observation.createNotStarted(Names.ATTEMPT, () -> context, registry)
            .contextualName(HttpAttributes.METHOD)
            .lowCardinalityKeyValue(Names.RETRY, Boolean.toString(start.isRetry()))
            .lowCardinalityKeyValue(Names.OUTCOME, Names.UNKNOWN)
            .highCardinalityKeyValues(HttpAttributes.of(start, showsPaths));
    observation.start();
    return new Attempting(context, observation, scope(observation), tracesReceivers);
  }

  private record Attempting(
      AttemptContext context, Observation observation, Scope scope, boolean tracesReceiver)
      implements AttemptObservation {

    @Override
    public @Nullable String traceparent() {
      return tracesReceiver ? context.traceparent() : null;
    }

    @Override
    public void ended(AttemptEnd end) {
      try {
        observation
            .lowCardinalityKeyValue(Names.OUTCOME, Names.outcome(end))
            .highCardinalityKeyValues(HttpAttributes.of(end));
        String error = HttpAttributes.errorType(end);
        if (error != null) {
          observation.error(new AttemptFailedException(error));
        }
      } finally {
        end(scope, observation);
      }
    }

    @Override
    public void abandoned() {
      try {
        observation.lowCardinalityKeyValue(Names.OUTCOME, Names.ABANDONED);
      } finally {
        end(scope, observation);
      }
    }
  }
}
