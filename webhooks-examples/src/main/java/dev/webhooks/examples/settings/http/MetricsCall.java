package dev.webhooks.examples.settings.http;

import dev.webhooks.Dispatcher;
import dev.webhooks.examples.settings.Counters;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthState;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What this process can count without a look at the database, as Prometheus reads it. No label
 * names a workspace, a webhook or a host: their number has no bound.
 */
final class MetricsCall {
  private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Dispatcher dispatcher;
  private final Counters counters;

  MetricsCall(Dispatcher dispatcher, Counters counters) {
    this.dispatcher = dispatcher;
    this.counters = counters;
  }

  void route(RoutesConfig routes) {
    routes.get("/metrics", this::show);
  }

  private void show(Context call) {
    call.contentType(MEDIA_TYPE).result(exposition());
  }

  private String exposition() {
    Exposition text = new Exposition();
    text.gauge("webhooks_dispatcher_running", "Whether this process sends: 1 if it does, else 0.")
        .value(dispatcher.isRunning() ? 1 : 0);
    Optional<Instant> claimedAt = dispatcher.lastClaimedAt();
    if (claimedAt.isPresent()) {
      text.gauge(
              "webhooks_dispatcher_last_claim_timestamp_seconds",
              "When the database last answered a claim of this process, in seconds since 1970.")
          .value(claimedAt.get().getEpochSecond());
    }
    text.gauge(
            "webhooks_deliveries_in_flight",
            "Deliveries that this process has claimed and has stored no outcome of.")
        .value(dispatcher.inFlight());
    text.counter(
            "webhooks_events_published_total",
            "Events that were published here, without repeats of an idempotency key.")
        .value(counters.events());
    text.counter(
        "webhooks_outcomes_total",
        "Outcomes of deliveries that this process sent, by the state that they left the delivery"
            + " in. Pending: the attempt failed, and another one follows.");
    for (DeliveryState state : DeliveryState.values()) {
      text.value("state", state.name().toLowerCase(Locale.ROOT), counters.outcomes(state));
    }
    text.counter(
        "webhooks_health_changes_total",
        "How often this process found a webhook's health to be another one, by what it is then.");
    for (HealthState state : HealthState.values()) {
      text.value("state", state.name().toLowerCase(Locale.ROOT), counters.changesTo(state));
    }
    text.gauge("webhooks_outcomes_unreported", "Outcomes that these counts are yet to be told.")
        .value(dispatcher.unreportedOutcomes());
    text.counter(
            "webhooks_outcomes_dropped_total", "Outcomes that these counts were never told of.")
        .value(dispatcher.droppedOutcomes());
    return text.toString();
  }
}
