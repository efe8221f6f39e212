package dev.webhooks.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.testing.TestWebhooks;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The spans of a delivery, by OpenTelemetry's own SDK. */
class TracingTest {
  private final Spans spans = new Spans();
  private final ObservationRegistry registry = traced(spans);

  /** Keeps what is exported. */
  private static final class Spans implements SpanExporter {
    final List<SpanData> all = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> some) {
      all.addAll(some);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    SpanData publishing() {
      return ofKind(SpanKind.PRODUCER).get(0);
    }

    List<SpanData> attempts() {
      return ofKind(SpanKind.CLIENT);
    }

    private List<SpanData> ofKind(SpanKind kind) {
      return all.stream().filter(span -> span.getKind() == kind).toList();
    }
  }

  private static ObservationRegistry traced(Spans spans) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    io.opentelemetry.api.trace.Tracer otel = provider.get("test");
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator =
        new OtelPropagator(
            ContextPropagators.create(
                TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())),
            otel);
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new AttemptTracingHandler(tracer, propagator),
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
    return registry;
  }

  private TestWebhooks webhooks(WebhookObservations observations) {
    return TestWebhooks.builder().settings(builder -> builder.observe(observations)).build();
  }

  @Test
  void theFirstAttemptIsAChildOfThePublishing() {
    TestWebhooks webhooks = webhooks(WebhookObservations.of(registry));
    webhooks.activeWebhook("acme");
    Observation request = Observation.start("request", registry);
    request.scoped(() -> webhooks.webhooks().publisher().publish(event()));
    request.stop();
    webhooks.sendDue();

    SpanData publishing = spans.publishing();
    assertThat(publishing.getName()).isEqualTo("webhooks publish");
    assertThat(publishing.getParentSpanContext().isValid()).as("in the caller's trace").isTrue();
    SpanData attempt = spans.attempts().get(0);
    assertThat(attempt.getName()).isEqualTo("POST");
    assertThat(attempt.getTraceId()).isEqualTo(publishing.getTraceId());
    assertThat(attempt.getParentSpanId()).isEqualTo(publishing.getSpanId());
    assertThat(attempt.getLinks()).isEmpty();
    assertThat(attempt.getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void aRetryIsARootThatIsLinkedToThePublishing() {
    TestWebhooks webhooks = webhooks(WebhookObservations.of(registry));
    Webhook crm = webhooks.activeWebhook("acme");
    webhooks.answer(crm).with(503, 200);
    webhooks.webhooks().publisher().publish(event());
    webhooks.advance(Duration.ofSeconds(10));

    SpanData publishing = spans.publishing();
    SpanData retry = spans.attempts().get(1);
    assertThat(retry.getTraceId()).isNotEqualTo(publishing.getTraceId());
    assertThat(retry.getParentSpanContext().isValid()).isFalse();
    assertThat(retry.getLinks()).hasSize(1);
    assertThat(retry.getLinks().get(0).getSpanContext().getSpanId())
        .isEqualTo(publishing.getSpanId());
    assertThat(retry.getLinks().get(0).getSpanContext().getTraceId())
        .isEqualTo(publishing.getTraceId());
    assertThat(spans.attempts().get(0).getStatus().getStatusCode().name()).isEqualTo("ERROR");
  }

  /** Guarantee P: a customer learns nothing of the host's traces, and never of its baggage. */
  @Test
  void receiversAreToldNothingUnlessThatIsAskedFor() {
    TestWebhooks webhooks = webhooks(WebhookObservations.of(registry));
    webhooks.activeWebhook("acme");
    publishWithBaggage(webhooks);

    assertThat(webhooks.requests().get(0).headers())
        .doesNotContainKeys("traceparent", "tracestate", "baggage", "b3");
  }

  @Test
  void askedForTheyAreToldTheTraceAndNoBaggage() {
    TestWebhooks webhooks = webhooks(WebhookObservations.of(registry).tracingReceivers());
    webhooks.activeWebhook("acme");
    publishWithBaggage(webhooks);

    SpanData attempt = spans.attempts().get(0);
    assertThat(webhooks.requests().get(0).headers())
        .containsEntry(
            "traceparent", "00-" + attempt.getTraceId() + "-" + attempt.getSpanId() + "-01")
        .doesNotContainKeys("tracestate", "baggage", "b3");
  }

  private static void publishWithBaggage(TestWebhooks webhooks) {
    try (Scope scope = Baggage.builder().put("user", "alice").build().makeCurrent()) {
      webhooks.webhooks().publisher().publish(event());
      webhooks.sendDue();
    }
  }

  private static Event event() {
    return Event.builder("order.placed").workspace("acme").data(Map.of("order", 7)).build();
  }
}
