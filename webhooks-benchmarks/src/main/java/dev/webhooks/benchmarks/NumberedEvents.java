package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.webhooks.model.Event;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Events that are known by a number in their bodies, when each was accepted and received. */
final class NumberedEvents implements Arrivals {
  private static final byte[] FIELD = "\"number\":".getBytes(US_ASCII);
  private static final long GLANCE = 1_000_000;
  private static final String TEXT = "x".repeat(400);

  private final AtomicLongArray accepted;
  private final AtomicLongArray received;

  NumberedEvents(int count) {
    accepted = new AtomicLongArray(count);
    received = new AtomicLongArray(count);
  }

  static Event event(String workspace, String account, int number) {
    return Event.builder(Workload.EVENT_TYPE)
        .workspace(workspace)
        .account(account)
        .data(Map.of("number", number, "text", TEXT))
        .build();
  }

  /** The publisher has returned. */
  void accepted(int number) {
    accepted.set(number, System.nanoTime());
  }

  @Override
  public void arrived(byte[] bytes, int from, int length) {
    long now = System.nanoTime();
    int number = number(bytes, from, from + length);
    if (number >= 0) {
      received.compareAndSet(number, 0, now);
    }
  }

  /** -1 for a handshake. */
  private static int number(byte[] bytes, int from, int to) {
    for (int start = from; start + FIELD.length < to; start++) {
      int at = 0;
      while (at < FIELD.length && bytes[start + at] == FIELD[at]) {
        at++;
      }
      if (at == FIELD.length) {
        int number = 0;
        for (int i = start + at; i < to && Character.isDigit(bytes[i]); i++) {
          number = number * 10 + bytes[i] - '0';
        }
        return number;
      }
    }
    return -1;
  }

  /** Waits until all have arrived. */
  Latencies await(Duration limit) {
    long start = System.nanoTime();
    for (int number = 0; number < received.length(); number++) {
      while (received.get(number) == 0) {
        if (System.nanoTime() - start > limit.toNanos()) {
          throw new IllegalStateException("event " + number + " did not arrive");
        }
        LockSupport.parkNanos(GLANCE);
      }
    }
    return Latencies.ofNanos(
        IntStream.range(0, received.length())
            .mapToLong(number -> Math.max(0, received.get(number) - accepted.get(number)))
            .toArray());
  }
}
