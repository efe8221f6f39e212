package com.acme;

import dev.webhooks.EventPublisher;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** A host in one file: it registers a webhook, stores an order, and tells the webhook of it. */
public final class GettingStarted {
  private final DataSource dataSource;
  private final JdbcStore store;
  private final Webhooks webhooks;

  GettingStarted(DataSource dataSource) {
    this.dataSource = dataSource; // in production your pool, on PostgreSQL, MariaDB or MySQL
    this.store = JdbcStore.builder(dataSource).build();
    this.store.createSchema();
    this.webhooks =
        Webhooks.builder(store, SecretCipher.unprotected()) // for trials; else AesGcmCipher
            .brand("Acme")
            .urlPolicy(UrlPolicy.allowingLocal()) // for trials; leave it out in production
            .build();
    this.webhooks.dispatcher().start();
  }

  RegisteredWebhook register(String url) {
    return webhooks
        .registry()
        .register("workspace-1", WebhookSettings.builder().name("CRM").url(url).build());
  }

  void order(String product) throws SQLException {
    List<Runnable> afterCommit = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table if not exists orders (product varchar(100))");
        statement.execute("insert into orders values ('" + product + "')");
      }
      EventPublisher publisher =
          webhooks.publisher().within(store.on(connection), afterCommit::add);
      publisher.publish(
          Event.builder("order.placed")
              .workspace("workspace-1")
              .data(Map.of("product", product))
              .build());
      connection.commit(); // the order and its event, or neither
    }
    afterCommit.forEach(Runnable::run);
  }

  List<String> log() {
    return webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder("workspace-1").build())
        .deliveries()
        .stream()
        .map(delivery -> delivery.eventType() + " " + delivery.state())
        .toList();
  }

  void close() {
    webhooks.close(); // first this, and then the pool
  }

  public static void main(String[] arguments) throws Exception {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setUrl("jdbc:h2:./getting-started;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    GettingStarted host = new GettingStarted(dataSource);
    RegisteredWebhook registered = host.register(arguments[0]);
    System.out.println("The API key, shown once: " + registered.apiKey().reveal());
    System.out.println("The webhook is " + registered.webhook().status());
    host.order("tea");
    System.in.read();
    System.out.println(host.log());
    host.close();
  }
}
