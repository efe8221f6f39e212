package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.spi.LatencyHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("1969-12-31T23:59:59.5Z");

  @Test
  void aRowBringsBackWhatItWasMadeOf() {
    Tally tally = new Tally();
    for (int i = 0; i < 1_000; i++) {
      tally.add("wh_" + i % 500, attempt(NOON.plusSeconds(i % 120), i, i % 2 == 0 ? 200 : 500));
    }
    tally.add("wh_ö", attempt(LONG_AGO, 7, 204));

    Tally read = new Tally();
    assertThat(read.add(requireNonNull(tally.toBytes()))).isTrue();

    assertThat(read.sums().keySet()).isEqualTo(tally.sums().keySet());
    tally
        .sums()
        .forEach(
            (key, sums) -> {
              Sums same = requireNonNull(read.sums().get(key));
              assertThat(same.counts()).isEqualTo(sums.counts());
              assertThat(same.latencies()).isEqualTo(sums.latencies());
              assertThat(same.lastSuccess()).isEqualTo(sums.lastSuccess());
            });
  }

  @Test
  void rowsAddUp() {
    Tally one = new Tally();
    one.add("wh_1", attempt(NOON.plusSeconds(5), 10, 200));
    one.add("wh_1", attempt(NOON.plusSeconds(3), 20, 200));
    Tally two = new Tally();
    two.add("wh_1", attempt(NOON.plusSeconds(9), 30, 500));

    Tally both = new Tally();
    both.add(requireNonNull(one.toBytes()));
    both.add(requireNonNull(two.toBytes()));

    Sums sums = requireNonNull(both.sums().get(new Tally.Key("wh_1", Micros.of(NOON))));
    assertThat(sums.counts()).isEqualTo(new AttemptCounts(2, 1));
    assertThat(sums.lastSuccess()).isEqualTo(Micros.of(NOON.plusSeconds(5)));
    assertThat(sums.latencies())
        .isEqualTo(
            LatencyHistogram.builder()
                .add(Duration.ofMillis(30))
                .add(Duration.ofMillis(10))
                .add(Duration.ofMillis(20))
                .build());
  }

  @Test
  void nothingIsNoRowAndWhatAnotherReleaseWroteIsLeftAlone() {
    assertThat(new Tally().toBytes()).isNull();
    Tally tally = new Tally();

    assertThat(tally.add(new byte[] {2, 0, 0})).isFalse();
    assertThat(tally.add(new byte[0])).isFalse();
    Tally written = new Tally();
    written.add("wh_1", attempt(NOON, 5, 200));
    byte[] row = requireNonNull(written.toBytes());
    for (int length = 2; length < row.length; length++) {
      assertThat(tally.add(Arrays.copyOf(row, length))).as("cut off at " + length).isFalse();
    }
    assertThat(tally.sums()).isEmpty();
  }

  private static Attempt attempt(Instant startedAt, long millis, int status) {
    return Attempt.builder(1, startedAt, Duration.ofMillis(millis)).httpStatus(status).build();
  }
}
