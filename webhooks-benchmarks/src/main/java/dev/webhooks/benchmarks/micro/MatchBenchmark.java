package dev.webhooks.benchmarks.micro;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding a workspace's webhooks that want an event; each second one does. */
@State(Scope.Thread)
public class MatchBenchmark {
  /** How many webhooks the workspace has. */
  @Param({"10", "1000", "20000"})
  public int webhooks;

  private List<Webhook> all = List.of();

  /** Makes them. */
  @Setup
  public void make() {
    all = IntStream.range(0, webhooks).mapToObj(MatchBenchmark::webhook).toList();
  }

  private static Webhook webhook(int number) {
    return Webhook.stored(
            "wh_" + number,
            "acme",
            WebhookSettings.stored()
                .name("CRM")
                .url("https://hooks.example.com/" + number)
                .eventTypes(
                    List.of(number % 2 == 0 ? "message.sent" : "message.received", "call.ended"))
                .build(),
            Instant.EPOCH)
        .status(WebhookStatus.ACTIVE, null)
        .key("k7Qz", null)
        .verifiedAt(Instant.EPOCH)
        .version(1)
        .build();
  }

  /** As for each event. */
  @Benchmark
  public int match() {
    int matched = 0;
    for (Webhook webhook : all) {
      if (webhook.isSubscriber() && webhook.settings().wants("message.sent", null)) {
        matched++;
      }
    }
    return matched;
  }
}
