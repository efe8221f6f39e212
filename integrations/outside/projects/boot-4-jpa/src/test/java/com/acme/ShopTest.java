package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.WebhookRegistry;
import dev.webhooks.model.WebhookSettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
class ShopTest {
  @Autowired private Orders orders;
  @Autowired private WebhookRegistry webhooks;

  @Test
  void whatIsOrderedIsToldAndWhatIsRolledBackIsNot() throws Exception {
    try (Receiver receiver = new Receiver()) {
      webhooks.register(
          "acme", WebhookSettings.builder().name("CRM").url(receiver.url()).build());

      assertThatThrownBy(() -> orders.place("acme", 1, false)).hasMessage("no stock");
      orders.place("acme", 2, true);

      assertThat(receiver.told().poll(10, TimeUnit.SECONDS)).contains("\"number\":2");
      assertThat(orders.count()).isOne();
      assertThat(receiver.told()).isEmpty();
    }
  }
}
