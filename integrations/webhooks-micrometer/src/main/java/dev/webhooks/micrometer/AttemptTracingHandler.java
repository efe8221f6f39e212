package dev.webhooks.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of attempts, and tells which publishing they are of: a first attempt is the child
 * of the publishing's span; a retry begins a trace of its own and is linked to that span, since a
 * trace that goes on for a day is of no use. It must come before the handlers of other sending
 * contexts:
 *
 * <pre>{@code
 * observationRegistry.observationConfig().observationHandler(
 *     new FirstMatchingCompositeObservationHandler(
 *         new AttemptTracingHandler(tracer, propagator),
 *         new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
 *         new DefaultTracingObservationHandler(tracer)));
 * }</pre>
 *
 * <p>Needs {@code micrometer-tracing}. Thread safe.
 */
public final class AttemptTracingHandler
    extends PropagatingSenderTracingObservationHandler<AttemptContext> {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private final Tracer tracer;

  /** Makes spans with this tracer. */
  public AttemptTracingHandler(Tracer tracer, Propagator propagator) {
    super(tracer, propagator);
    this.tracer = tracer;
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof AttemptContext;
  }

  @Override
  public Span createSenderSpan(AttemptContext context) {
    Span.Builder span = tracer.spanBuilder().kind(Span.Kind.CLIENT);
    TraceContext published = published(context.publishedIn());
    if (published == null) {
      span.setNoParent();
    } else if (context.attempt().isRetry()) {
      span.setNoParent().addLink(new Link(published));
    } else {
      span.setParent(published);
    }
    return span.start();
  }

  private @Nullable TraceContext published(@Nullable String traceparent) {
    Matcher parts = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
    if (!parts.matches()) {
      return null;
    }
    boolean sampled = (Integer.parseInt(parts.group(3), 16) & 1) == 1;
    return tracer
        .traceContextBuilder()
        .traceId(parts.group(1))
        .spanId(parts.group(2))
        .sampled(sampled)
        .build();
  }
}
