package dev.webhooks.micrometer;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.DeliveryEnd;
import dev.webhooks.observe.DeliveryEnd.Reason;
import dev.webhooks.observe.GuardStage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of events and deliveries on this node. All counters are there from the start, at
 * zero: a rate needs a first value.
 */
final class DeliveryMeters {
  private final Counter ownEvents;
  private final Counter joinedEvents;
  private final Timer lag;
  private final Timer latency;
  private final Counter fenced;
  private final Map<Reason, Counter> ends = new EnumMap<>(Reason.class);
  private final Map<GuardStage, Counter> refusals = new EnumMap<>(GuardStage.class);
  private final Map<HealthState, Counter> changes = new EnumMap<>(HealthState.class);

  DeliveryMeters(MeterRegistry registry) {
    this.ownEvents = events(registry, false);
    this.joinedEvents = events(registry, true);
    this.lag =
        Timer.builder("webhooks.delivery.lag")
            .description("from when a delivery is due until its POST, where no endpoint delays it")
            .serviceLevelObjectives(
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5))
            .register(registry);
    this.latency =
        Timer.builder("webhooks.latency")
            .description("from storing an event until the first POST, where no endpoint delays it")
            .serviceLevelObjectives(
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(registry);
    this.fenced =
        Counter.builder("webhooks.fenced")
            .description("outcomes of POSTs that came too late: the delivery is sent once more")
            .register(registry);
    for (Reason reason : Reason.values()) {
      ends.put(reason, end(registry, reason));
    }
    for (GuardStage stage : GuardStage.values()) {
      refusals.put(
          stage,
          Counter.builder("webhooks.guard.refused")
              .description("URLs and addresses that the URL policy refused")
              .tag("where", Names.word(stage))
              .register(registry));
    }
    for (HealthState state : HealthState.values()) {
      changes.put(
          state,
          Counter.builder("webhooks.circuit")
              .description("changes of webhooks' health, by what they became")
              .tag("change", Names.word(state))
              .register(registry));
    }
  }

  private static Counter events(MeterRegistry registry, boolean joined) {
    return Counter.builder("webhooks.publish.events")
        .description("events that were published, duplicates left out")
        .tag(Names.TRANSACTION, Names.transaction(joined))
        .register(registry);
  }

  private static Counter end(MeterRegistry registry, Reason reason) {
    return Counter.builder("webhooks.delivery")
        .description("deliveries that came to their end")
        .tag("state", Names.word(stateOf(reason)))
        .tag("reason", Names.word(reason))
        .register(registry);
  }

  private static DeliveryState stateOf(Reason reason) {
    return switch (reason) {
      case ACKNOWLEDGED -> DeliveryState.DELIVERED;
      case STATUS, NO_ANSWER, UNSENDABLE -> DeliveryState.FAILED;
      case WEBHOOK_GONE, DROPPED -> DeliveryState.CANCELLED;
    };
  }

  void published(List<PublishedEvent> events, boolean joined) {
    double fresh = (double) events.stream().filter(event -> !event.duplicate()).count();
    (joined ? joinedEvents : ownEvents).increment(fresh);
  }

  void begun(AttemptStart start) {
    Duration late = start.lag();
    if (late != null) {
      lag.record(late);
    }
    Duration sinceStored = start.latency();
    if (sinceStored != null) {
      latency.record(sinceStored);
    }
  }

  void ended(DeliveryEnd end) {
    of(ends, end.reason()).increment();
  }

  void fenced(int outcomes) {
    fenced.increment(outcomes);
  }

  void refused(GuardStage stage) {
    of(refusals, stage).increment();
  }

  void healthChanged(HealthChange change) {
    if (change.isStateChange()) {
      of(changes, change.after().state()).increment();
    }
  }

  private static <K> Counter of(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("no counter of " + key);
    }
    return counter;
  }
}
