package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.Event;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.testing.TestWebhooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** More than one who is told of outcomes. */
class SeveralListenersTest {
  private final List<String> told = new ArrayList<>();

  private final class Told implements WebhookListener {
    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public void onOutcome(DeliveryOutcome outcome) {
      told.add(name);
    }
  }

  private static class Broken implements WebhookListener {
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
      throw new IllegalStateException("a host's own trouble");
    }
  }

  private static final class BrokenToo extends Broken {}

  private static TestWebhooks toldTo(WebhookListener... listeners) {
    return TestWebhooks.builder()
        .settings(
            settings -> {
              for (WebhookListener listener : listeners) {
                settings.listener(listener);
              }
            })
        .build();
  }

  @Test
  void allAreToldInTheirOrder() {
    send(toldTo(new Told("first"), new Told("second")), 1);

    assertThat(told).containsExactly("first", "second");
  }

  /** Each that fails has a line a minute of its own. */
  @Test
  void oneThatFailsKeepsNothingFromTheOthersAndWritesFewLines() {
    try (LogCapture log = new LogCapture()) {
      send(toldTo(new Broken(), new BrokenToo(), new Told("last")), 100);

      assertThat(told).hasSize(100);
      assertThat(log.events())
          .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
          .extracting(ILoggingEvent::getFormattedMessage)
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).contains(Broken.class.getName() + " failed"),
              line -> assertThat(line).contains(BrokenToo.class.getName() + " failed"));
    }
  }

  private static void send(TestWebhooks webhooks, int events) {
    webhooks.activeWebhook("acme");
    for (int i = 0; i < events; i++) {
      webhooks
          .webhooks()
          .publisher()
          .publish(
              Event.builder("order.placed").workspace("acme").data(Map.of("order", i)).build());
    }
    webhooks.sendDue();
  }
}
