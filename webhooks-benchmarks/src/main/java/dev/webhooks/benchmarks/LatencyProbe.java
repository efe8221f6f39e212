package dev.webhooks.benchmarks;

import dev.webhooks.Webhooks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tenants whose events are timed: accepted by the publisher, received in this process. */
final class LatencyProbe implements AutoCloseable {
  /** Of all endpoints, where they share one; each has an account of its own then. */
  static final String WORKSPACE = "timed";

  private static final int PUBLISHERS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Webhooks webhooks;
  private final int endpoints;
  private final boolean together;
  private final Sink sink;
  private volatile Arrivals arrivals = Arrivals.UNHEARD;

  /**
   * @param endpoints how many, in a workspace each
   */
  LatencyProbe(Webhooks webhooks, int endpoints) throws IOException {
    this(webhooks, endpoints, false);
  }

  /**
   * @param endpoints how many, in one workspace
   */
  static LatencyProbe ofOneWorkspace(Webhooks webhooks, int endpoints) throws IOException {
    return new LatencyProbe(webhooks, endpoints, true);
  }

  private LatencyProbe(Webhooks webhooks, int endpoints, boolean together) throws IOException {
    this.webhooks = webhooks;
    this.endpoints = endpoints;
    this.together = together;
    this.sink = Sink.open((bytes, from, length) -> arrivals.arrived(bytes, from, length));
    for (int endpoint = 0; endpoint < endpoints; endpoint++) {
      Library.register(
          webhooks,
          workspace(endpoint),
          account(endpoint),
          "http://127.0.0.1:" + sink.port() + "/" + endpoint);
    }
  }

  private String workspace(int endpoint) {
    return together ? WORKSPACE : WORKSPACE + "-" + endpoint;
  }

  private static String account(int endpoint) {
    return "account-" + endpoint;
  }

  Latencies measure(int perSecond, Duration duration) throws InterruptedException {
    Load load = new Load(PUBLISHERS, perSecond, duration);
    NumberedEvents events = new NumberedEvents(load.count());
    arrivals = events;
    load.run(
        number -> {
          int endpoint = number % endpoints;
          webhooks
              .publisher()
              .publish(NumberedEvents.event(workspace(endpoint), account(endpoint), number));
          events.accepted(number);
        });
    return events.await(LIMIT);
  }

  /** As many measurements of 20 seconds as a figure is made of. */
  List<Latencies> rounds(int perSecond, Scale scale) throws InterruptedException {
    List<Latencies> rounds = new ArrayList<>();
    for (int round = 0; round < scale.of(3, 1); round++) {
      rounds.add(measure(perSecond, scale.seconds(20)));
    }
    return rounds;
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
