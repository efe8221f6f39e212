package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmarks still run. What they measure is nothing for a build. */
class BenchmarksTest {
  @Test
  void theScenariosOnPostgresRun() throws Exception {
    String report = run("--quick", "--scenarios", "publish,neighbours,idle");

    assertThat(report)
        .contains(
            "publish     100 a batch ÷ bare inserts, 100 a batch",
            "neighbours  worst while an event goes to",
            "idle        statements/s",
            "musts missed");
  }

  /** Three servers, and processes for cold starts. */
  @Test
  @Tag("soak")
  void everyScenarioRuns() throws Exception {
    String all = "drain,steady,settings,latency,cold,listener,hanging,processes,micro,log,memory";

    assertThat(run("--quick", "--scenarios", all))
        .contains(
            "webhooks ÷ db-scheduler + OkHttp: deliveries/s",
            "webhooks ÷ transaction-outbox + OkHttp: deliveries/s",
            "MariaDB, webhooks: deliveries/s",
            "H2 file, webhooks: deliveries/s",
            "at 100/s: transactions a message",
            "accepted to received at 100/s: p99, ms",
            "first ÷ warm",
            "a listener of 10 ms ÷ a listener of 0 ms",
            "p99 ÷ without",
            "finished ÷ none",
            "4 processes ÷ 1",
            "verify 500 B ÷ bare Mac.doFinal",
            "end ÷ start");
  }

  @Test
  void aScenarioThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> run("--scenarios", "drains"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drain, steady, settings, publish");
  }

  private static String run(String... arguments) throws Exception {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    Benchmarks.run(new PrintStream(report, true, UTF_8), arguments);
    return report.toString(UTF_8);
  }
}
