package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.examples.receiver.Inbox;
import dev.webhooks.examples.receiver.Receiver;
import dev.webhooks.model.RegisteredWebhook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The host of docs/getting-started.md does what that page says. */
class GettingStartedTest {
  @Test
  void whatItStoresIsTold() throws Exception {
    List<String> received = new CopyOnWriteArrayList<>();
    Inbox inbox = new Inbox(type -> true, receipt -> received.add(receipt.eventType()));
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setUrl("jdbc:h2:mem:getting_started;DB_CLOSE_DELAY=-1");
    GettingStarted host = new GettingStarted(dataSource);
    try (Receiver receiver = Receiver.start(0, Duration.ZERO, inbox)) {
      RegisteredWebhook registered = host.register(receiver.url() + "/hooks");
      assertThat(registered.verification().verified()).isTrue();

      host.order("tea");

      await().until(() -> host.log().equals(List.of("order.placed DELIVERED")));
      assertThat(received).contains("order.placed");
    } finally {
      host.close();
    }
  }
}
