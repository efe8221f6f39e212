package dev.webhooks.micrometer;

import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptStart;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** How long publishing and attempts take, where no observation is a timer too. */
final class TimedCalls {
  private final MeterRegistry registry;

  TimedCalls(MeterRegistry registry) {
    this.registry = registry;
  }

  Sample start() {
    return new Sample(Timer.start(registry));
  }

  /** A publishing that has begun. */
  final class Sample {
    private final Timer.Sample begun;

    private Sample(Timer.Sample begun) {
      this.begun = begun;
    }

    void published(boolean joined, boolean stored) {
      begun.stop(
          Timer.builder(Names.PUBLISH)
              .description("publishing, until the events are stored")
              .tag(Names.TRANSACTION, Names.transaction(joined))
              .tag(Names.OUTCOME, stored ? Names.STORED : Names.FAILED)
              .register(registry));
    }
  }

  void attempted(AttemptStart start, AttemptEnd end) {
    Timer.builder(Names.ATTEMPT)
        .description("POSTs that became attempts, the look-up of the name included")
        .tag(Names.OUTCOME, Names.outcome(end))
        .tag(Names.RETRY, Boolean.toString(start.isRetry()))
        .register(registry)
        .record(end.attempt().duration());
  }
}
