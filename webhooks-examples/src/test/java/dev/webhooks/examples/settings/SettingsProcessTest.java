package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.TestProcess;
import dev.webhooks.examples.receiver.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The settings application as a process of its own, on a database file. */
@Timeout(60)
class SettingsProcessTest {
  private static final String READY = "settings: listening on ";
  private static final String WARNING =
      "settings: without --master-key, whoever reads the database can forge signatures";

  @TempDir private Path folder;

  /** Guarantee L, for a process that is told to stop. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
  void sigtermUnderLoadLosesNothingAndExitsWithZero() throws Exception {
    try (Endpoint endpoint = Endpoint.slow(Duration.ofMillis(200));
        TestProcess process = start()) {
      Api api = new Api(url(process));
      api.register("acme", endpoint.url());
      api.publish("acme", 400);
      endpoint.awaitEvents(40);

      process.terminate();

      assertThat(process.exitCode()).isZero();
      assertThat(process.output()).isEmpty();
      assertThat(process.errors()).containsExactly(WARNING);
      int sent = endpoint.events().size();
      assertThat(sent).isLessThan(400);
      try (TestProcess next = start()) {
        url(next);
        endpoint.awaitEvents(400);
        next.terminate();
        assertThat(next.exitCode()).isZero();
      }
      assertThat(deliveryIds(endpoint)).hasSize(400).doesNotHaveDuplicates();
    }
  }

  private TestProcess start() throws Exception {
    return TestProcess.start(folder, "settings", "--port", "0", "--allow-local");
  }

  private static String url(TestProcess process) throws Exception {
    String ready = process.line();
    assertThat(ready).matches(READY + "http://127\\.0\\.0\\.1:\\d+");
    return ready.substring(READY.length());
  }

  private static List<String> deliveryIds(Endpoint endpoint) {
    return endpoint.events().stream().map(Receipt::headers).map(h -> h.deliveryId()).toList();
  }
}
