package dev.webhooks.micrometer;

import dev.webhooks.observe.NodeFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What a node knows of itself: read when the registry is scraped, and no query. */
final class NodeMeters {
  private final MeterRegistry registry;

  NodeMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void attached(NodeFigures figures) {
    Gauge.builder("webhooks.running", figures, node -> node.isRunning() ? 1 : 0)
        .description("whether this node's dispatcher runs")
        .strongReference(true)
        .register(registry);
    Gauge.builder("webhooks.inflight", figures, NodeFigures::inFlight)
        .description("deliveries that this node has claimed and whose outcomes are not stored yet")
        .strongReference(true)
        .register(registry);
    Gauge.builder("webhooks.listener.lag", figures, NodeFigures::unreportedOutcomes)
        .description("outcomes that the host's listener is yet to be told")
        .strongReference(true)
        .register(registry);
    FunctionCounter.builder("webhooks.listener.dropped", figures, NodeFigures::droppedOutcomes)
        .description("outcomes that the host's listener was too slow for")
        .register(registry);
  }
}
