package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.WebhookRegistry;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.testing.RecordingEndpoint;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
class ShopTest {
  @Autowired private Orders orders;
  @Autowired private WebhookRegistry webhooks;

  @Test
  void whatIsOrderedIsToldAndWhatIsRolledBackIsNot() {
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      webhooks.register(
          "acme", WebhookSettings.builder().name("CRM").url(endpoint.url()).build());

      assertThatThrownBy(() -> orders.place("acme", 1, false)).hasMessage("no stock");
      orders.place("acme", 2, true);

      assertThat(endpoint.next().text()).contains("\"number\":2");
      assertThat(orders.count()).isOne();
      assertThat(endpoint.next(Duration.ZERO)).isEmpty();
    }
  }
}
