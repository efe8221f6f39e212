package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Event;
import dev.webhooks.model.HeldDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.testing.RecordedRequest;
import dev.webhooks.testing.TestWebhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One at a time, or not too many in a second, and nobody else waits for that. */
class OrderAndRateTest {
  private static final String WORKSPACE = "acme";

  private final TestWebhooks webhooks = TestWebhooks.create();

  @Test
  void aRateIsKeptEvenly() {
    Webhook limited = webhook("limited", settings -> settings.rateLimit(10));
    Webhook other = webhook("other", settings -> {});
    publish(60);

    webhooks.advance(Duration.ofSeconds(8));

    assertThat(times(other)).hasSize(60).containsOnly(times(other).get(0));
    List<Instant> times = times(limited);
    assertThat(times).hasSize(60);
    for (int i = 1; i < times.size(); i++) {
      assertThat(Duration.between(times.get(i - 1), times.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
    assertThat(Duration.between(times.get(0), times.get(59))).isLessThan(Duration.ofSeconds(7));
  }

  /** Guarantee O. */
  @Test
  void aHeadThatFailsKeepsItsOwnWebhookWaitingAndNoOther() {
    Webhook ordered = webhook("ordered", settings -> settings.ordered(true));
    Webhook other = webhook("other", settings -> {});
    webhooks.answer(ordered).with(200, 500, 500, 200);
    publish(5);
    webhooks.sendDue();
    assertThat(times(other)).hasSize(5);

    webhooks.advance(Duration.ofMinutes(1));

    assertThat(webhooks.requests(ordered))
        .extracting(OrderAndRateTest::data)
        .containsExactly("0", "1", "1", "1", "2", "3", "4");
  }

  /** Guarantee O, on a node that would else sleep for an hour. */
  @Test
  void theNextLeavesAsSoonAsTheOneBeforeIsStored() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.pollInterval(Duration.ofHours(1)))) {
      rig.register(endpoint, settings -> settings.ordered(true));
      rig.webhooks.dispatcher().start();
      for (int i = 0; i < 30; i++) {
        rig.publishToAll();
      }

      await().until(() -> endpoint.events().size() == 30);
    }
  }

  /** The rounds of one that recovers follow each other without a wait. */
  @Test
  void theNextRoundLeavesAsSoonAsTheOneBeforeIsStored() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.pollInterval(Duration.ofHours(1)))) {
      Webhook webhook = rig.register(endpoint).webhook();
      rig.webhooks.registry().disable(Rig.WORKSPACE, webhook.id());
      for (int i = 0; i < 100; i++) {
        rig.publishToAll();
      }
      rig.webhooks.dispatcher().start();

      rig.webhooks.registry().enable(Rig.WORKSPACE, webhook.id(), HeldDeliveries.RESUME);

      await().until(() -> endpoint.events().size() == 100);
    }
  }

  private Webhook webhook(String name, Consumer<WebhookSettings.Builder> wishes) {
    WebhookSettings.Builder settings =
        WebhookSettings.builder().name(name).url("https://" + name + ".example.com/");
    wishes.accept(settings);
    return webhooks.activeWebhook(WORKSPACE, settings.build());
  }

  private void publish(int count) {
    IntStream.range(0, count)
        .forEach(
            i ->
                webhooks
                    .webhooks()
                    .publisher()
                    .publish(Event.builder("message.sent").workspace(WORKSPACE).data(i).build()));
  }

  private List<Instant> times(Webhook webhook) {
    return webhooks.requests(webhook).stream().map(RecordedRequest::time).toList();
  }

  private static String data(RecordedRequest request) {
    return request.text().replaceAll(".*\"data\":(\\d+).*", "$1");
  }
}
