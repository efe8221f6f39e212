package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import java.io.IOException;
import java.time.Duration;

/** A tenant whose events are timed: accepted by the publisher, received in this process. */
final class LatencyProbe implements AutoCloseable {
  private static final String WORKSPACE = "timed-";
  private static final int PUBLISHERS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Webhooks webhooks;
  private final int endpoints;
  private final Sink sink;
  private volatile Arrivals arrivals = Arrivals.UNHEARD;

  /**
   * @param endpoints how many, in a workspace each
   */
  LatencyProbe(Webhooks webhooks, int endpoints) throws IOException {
    this.webhooks = webhooks;
    this.endpoints = endpoints;
    this.sink = Sink.open((bytes, from, length) -> arrivals.arrived(bytes, from, length));
    for (int endpoint = 0; endpoint < endpoints; endpoint++) {
      Library.register(
          webhooks, WORKSPACE + endpoint, "http://127.0.0.1:" + sink.port() + "/" + endpoint);
    }
  }

  Latencies measure(int perSecond, Duration duration) throws InterruptedException {
    Load load = new Load(PUBLISHERS, perSecond, duration);
    NumberedEvents events = new NumberedEvents(load.count());
    arrivals = events;
    load.run(
        number -> {
          webhooks
              .publisher()
              .publish(NumberedEvents.event(WORKSPACE + number % endpoints, number));
          events.accepted(number);
        });
    return events.await(LIMIT);
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
