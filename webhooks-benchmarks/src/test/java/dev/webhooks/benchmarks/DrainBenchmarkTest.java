package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** The benchmark still runs. What it measures is nothing for a build. */
class DrainBenchmarkTest {
  @Test
  void everyContenderDeliversEverything() throws InterruptedException {
    ByteArrayOutputStream report = new ByteArrayOutputStream();

    DrainBenchmark.run(
        Options.parse("--deliveries", "200", "--rounds", "1", "--warm-ups", "0", "--tuning", "0"),
        new PrintStream(report, true, UTF_8));

    assertThat(report.toString(UTF_8))
        .contains("round 1   webhooks", "webhooks : db-scheduler", "webhooks : bare OkHttp");
  }
}
