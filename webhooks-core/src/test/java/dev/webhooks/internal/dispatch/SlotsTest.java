package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final int RATE = 50;

  /** What a store deals out: a little less than the rate. */
  private static final long BETWEEN = SECOND * 100 / (97 * RATE);

  private static final int NODES = 4;

  private long now;

  private static QueuedDelivery dueAt(long slot, String webhook) {
    QueuedDelivery delivery = Claimed.later("acme", webhook, "dlv", Duration.ofNanos(slot));
    delivery.waitSince(0, 0);
    return delivery;
  }

  private static QueuedDelivery dueAt(long slot) {
    return dueAt(slot, "wh");
  }

  @Test
  void whatComesALittleLateStillLeaves() {
    Slots slots = new Slots(() -> now);
    now = SECOND + 60 * MILLISECOND;

    assertThat(slots.isMissed(dueAt(SECOND))).isFalse();
    assertThat(slots.isMissed(dueAt(SECOND - 1))).isTrue();
  }

  @Test
  void whatHasNoTimeOfItsOwnIsNeverTooLate() {
    now = 100 * SECOND;

    assertThat(new Slots(() -> now).isMissed(Claimed.of("acme", "wh"))).isFalse();
  }

  /** Guarantee L. */
  @Test
  void aNodeThatIsAlwaysLateSendsOneASecondToEachWebhook() {
    Slots slots = new Slots(() -> now);
    int[] sent = new int[2];
    for (now = SECOND; now < 31 * SECOND; now += 20 * MILLISECOND) {
      for (int webhook = 0; webhook < sent.length; webhook++) {
        boolean isMissed = slots.isMissed(dueAt(now - 500 * MILLISECOND, "wh" + webhook));
        sent[webhook] += isMissed ? 0 : 1;
      }
    }

    assertThat(sent).containsOnly(29);
  }

  /** Guarantee N. */
  @RepeatedTest(20)
  void whateverHoldsNodesUpNoSecondHasATenthMoreThanTheRate(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Slots> nodes = IntStream.range(0, NODES).mapToObj(i -> new Slots(() -> now)).toList();
    List<Long> sent = new ArrayList<>();
    for (Arrival next : arrivals(random)) {
      now = next.at;
      if (!nodes.get(next.node).isMissed(dueAt(next.slot))) {
        sent.add(now);
      }
    }

    assertThat(sent).hasSizeGreaterThan(45 * 60 * 8 / 10);
    for (int i = 0; i + RATE + 5 < sent.size(); i++) {
      assertThat(sent.get(i + RATE + 5) - sent.get(i)).as("from %s on", i).isGreaterThan(SECOND);
    }
  }

  private record Arrival(int node, long slot, long at) {}

  /**
   * A minute's times, dealt out to nodes in lots; now and then a node, or the whole machine, stands
   * still for up to half a second, and what was due by then comes all at once.
   */
  private static List<Arrival> arrivals(Random random) {
    List<long[]> stalls = Stream.generate(() -> stall(random)).limit(30).toList();
    List<Arrival> arrivals = new ArrayList<>();
    int node = 0;
    for (int i = 0; i < 60 * SECOND / BETWEEN; i++) {
      node = i % 13 == 0 ? random.nextInt(NODES) : node;
      long slot = SECOND + i * BETWEEN;
      long at = slot + random.nextInt((int) (5 * MILLISECOND));
      for (long[] stall : stalls) {
        boolean isHit = stall[0] == NODES || stall[0] == node;
        at = isHit && at >= stall[1] && at < stall[2] ? stall[2] : at;
      }
      arrivals.add(new Arrival(node, slot, at));
    }
    arrivals.sort(Comparator.comparingLong(Arrival::at));
    return arrivals;
  }

  private static long[] stall(Random random) {
    long begin = (long) (random.nextDouble() * 60 * SECOND);
    long length = (long) (random.nextDouble() * SECOND / 2);
    return new long[] {random.nextInt(NODES + 1), begin, begin + length};
  }
}
