package dev.webhooks.micrometer;

import dev.webhooks.model.HealthState;
import dev.webhooks.model.StoreSample;
import dev.webhooks.model.WebhookStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the store does, as this node sees it, and what is in it, on the node that looks. */
final class StoreMeters {
  private final MeterRegistry registry;
  private final DistributionSummary claims;
  private final DistributionSummary groups;
  private final MultiGauge pending;
  private final MultiGauge dueAge;
  private final MultiGauge registered;

  StoreMeters(MeterRegistry registry) {
    this.registry = registry;
    this.claims =
        DistributionSummary.builder("webhooks.claim.size")
            .description("deliveries that one claim brought; claims that bring none don't count")
            .register(registry);
    this.groups =
        DistributionSummary.builder("webhooks.group.size")
            .description("outcomes that were stored in one transaction")
            .register(registry);
    this.pending =
        MultiGauge.builder("webhooks.pending")
            .description("deliveries that are not at their end, counted up to 100,000")
            .register(registry);
    this.dueAge =
        MultiGauge.builder("webhooks.due.age")
            .description("how long the delivery is due that is due the longest and could be sent")
            .baseUnit("seconds")
            .register(registry);
    this.registered =
        MultiGauge.builder("webhooks.registered")
            .description("webhooks, by their status and their endpoints' health")
            .register(registry);
  }

  void claimed(int deliveries) {
    claims.record(deliveries);
  }

  void stored(int outcomes) {
    groups.record(outcomes);
  }

  void called(String call, boolean succeeded, Duration took) {
    Timer.builder("webhooks.store")
        .description("calls of the store")
        .tag("call", callOf(call))
        .tag(Names.OUTCOME, succeeded ? "answered" : Names.FAILED)
        .register(registry)
        .record(took);
  }

  /** Those that a delivery needs have names of their own. */
  private static String callOf(String method) {
    return switch (method) {
      case "append" -> "publish";
      case "claim" -> "claim";
      case "complete" -> "complete";
      default -> "other";
    };
  }

  void sampled(StoreSample sample) {
    Duration overdue = sample.overdue();
    pending.register(
        List.of(
            Row.of(Tags.of("state", "waiting"), sample.waiting()),
            Row.of(Tags.of("state", "held"), sample.held())),
        true);
    dueAge.register(
        List.of(Row.of(Tags.empty(), overdue == null ? 0 : overdue.toMillis() / 1_000.0)), true);
    List<Row<?>> webhooks = new ArrayList<>();
    for (HealthState health : HealthState.values()) {
      webhooks.add(
          row(WebhookStatus.ACTIVE, Names.word(health), sample.active().getOrDefault(health, 0)));
    }
    for (WebhookStatus status : List.of(WebhookStatus.UNVERIFIED, WebhookStatus.DISABLED)) {
      webhooks.add(row(status, "none", sample.inactive().getOrDefault(status, 0)));
    }
    registered.register(webhooks, true);
  }

  private static Row<?> row(WebhookStatus status, String health, int count) {
    return Row.of(Tags.of("status", Names.word(status), "health", health), count);
  }

  /** Another node has these meters now, or nobody: stale ones would be added to its. */
  void samplingEnded() {
    for (MultiGauge gauge : List.of(pending, dueAge, registered)) {
      gauge.register(List.of(), true);
    }
  }
}
