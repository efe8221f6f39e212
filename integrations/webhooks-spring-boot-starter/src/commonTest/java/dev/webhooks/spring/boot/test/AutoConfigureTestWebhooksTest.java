package dev.webhooks.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.spring.WebhookPublisher;
import dev.webhooks.testing.TestWebhooks;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Transactional;

/** A host's test without tables, sockets or a master key. */
@SpringBootTest(
    classes = AutoConfigureTestWebhooksTest.Host.class,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:test-webhooks;DB_CLOSE_ON_EXIT=FALSE",
      "webhooks.brand=Acme"
    })
@AutoConfigureTestWebhooks
class AutoConfigureTestWebhooksTest {
  @Autowired private Orders orders;
  @Autowired private TestWebhooks webhooks;
  @Autowired private ObjectProvider<JdbcStore> store;

  @EnableAutoConfiguration
  @Import(Orders.class)
  static class Host {}

  static class Orders {
    private final WebhookPublisher publisher;

    Orders(WebhookPublisher publisher) {
      this.publisher = publisher;
    }

    @Transactional
    public void place(String workspace, boolean inStock) {
      publisher.publish(
          Event.builder("order.placed").workspace(workspace).data(Map.of("number", 1)).build());
      if (!inStock) {
        throw new IllegalStateException("no stock");
      }
    }
  }

  @Test
  void whatATransactionPublishesIsDelivered() {
    Webhook crm = webhooks.activeWebhook("acme", "order.placed");

    orders.place("acme", true);
    webhooks.sendDue();

    assertThat(webhooks).delivered("order.placed").to(crm);
    assertThat(webhooks.requests(crm).get(0).headers().toString()).contains("X-Acme-Signature");
    assertThat(store.getIfAvailable()).isNull();
  }

  @Test
  void whatIsRolledBackNeverWas() {
    webhooks.activeWebhook("globex", "order.placed");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> orders.place("globex", false))
        .hasMessage("no stock");

    assertThat(webhooks.published()).noneMatch(event -> event.workspace().equals("globex"));
  }
}
