package dev.webhooks.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.testing.TestWebhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private final TestWebhooks webhooks = TestWebhooks.create();
  private final Webhook crm = webhooks.activeWebhook("acme", "order.placed");
  private final Replay replay = new Replay(webhooks.webhooks().deliveryLog());

  @Test
  void whatWasDeliveredInADayIsDeliveredOnceMore() {
    place(3);
    webhooks.advance(Duration.ofDays(1));
    Instant begin = webhooks.clock().instant();
    place(450); // three pages
    webhooks.advance(Duration.ofDays(1));
    Instant end = webhooks.clock().instant();
    place(5);

    assertThat(replay.delivered("acme", crm.id(), begin, end)).isEqualTo(450);
    webhooks.sendDue();

    assertThat(webhooks.requests(crm)).hasSize(3 + 450 + 5 + 450);
  }

  @Test
  void anotherWorkspaceHasNothingOfIt() {
    place(1);

    assertThat(replay.delivered("other", crm.id(), Instant.EPOCH, webhooks.clock().instant()))
        .isZero();
  }

  private void place(int orders) {
    for (int number = 0; number < orders; number++) {
      webhooks
          .webhooks()
          .publisher()
          .publish(
              Event.builder("order.placed")
                  .workspace("acme")
                  .data(Map.of("number", number))
                  .build());
    }
    webhooks.sendDue();
  }
}
