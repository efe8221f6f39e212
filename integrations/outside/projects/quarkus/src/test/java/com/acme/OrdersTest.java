package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.webhooks.Webhooks;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.testing.RecordingEndpoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Database.class)
class OrdersTest {
  @Inject Orders orders;
  @Inject Webhooks webhooks;
  @Inject UserTransaction transaction;

  @Test
  void whatIsCommittedIsTold() throws Exception {
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      register("told", endpoint);

      orders.place("told", "cup");

      String body = endpoint.next().text();
      assertTrue(body.contains("\"product\":\"cup\""), body);
    }
  }

  @Test
  void whatIsRolledBackIsNot() throws Exception {
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      register("undone", endpoint);

      transaction.begin();
      orders.place("undone", "cup");
      transaction.rollback();

      assertEquals(0, webhooks.deliveryLog().query(DeliveryQuery.builder("undone").build()).deliveries().size());
    }
  }

  private void register(String workspace, RecordingEndpoint endpoint) {
    RegisteredWebhook registered =
        webhooks
            .registry()
            .register(workspace, WebhookSettings.builder().name("CRM").url(endpoint.url()).build());
    assertTrue(registered.verification().verified(), () -> registered.verification().detail());
  }
}
