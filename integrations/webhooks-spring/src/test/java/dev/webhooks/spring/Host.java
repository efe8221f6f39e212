package dev.webhooks.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.Event;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.RecordingEndpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** A host's database, with the library on it, a dispatcher that runs, and one webhook. */
final class Host implements AutoCloseable {
  static final String WORKSPACE = "acme";

  private final HikariDataSource dataSource;
  private final JdbcStore store;
  private final Webhooks webhooks;
  private final RecordingEndpoint endpoint = RecordingEndpoint.start();

  Host(boolean autocommit) throws IOException {
    this.dataSource = database(autocommit);
    this.store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    this.webhooks =
        Webhooks.builder(store, SecretCipher.unprotected())
            .urlPolicy(UrlPolicy.allowingLocal())
            .build();
    webhooks.dispatcher().start();
    webhooks
        .registry()
        .register(WORKSPACE, WebhookSettings.builder().name("CRM").url(endpoint.url()).build());
  }

  /** A database of its own in memory. */
  static HikariDataSource database(boolean autocommit) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
    config.setAutoCommit(autocommit);
    config.setMaximumPoolSize(5);
    return new HikariDataSource(config);
  }

  static Event event(String type) {
    return Event.builder(type).workspace(WORKSPACE).data(Map.of("number", 1)).build();
  }

  DataSource dataSource() {
    return dataSource;
  }

  JdbcStore store() {
    return store;
  }

  Webhooks webhooks() {
    return webhooks;
  }

  RecordingEndpoint endpoint() {
    return endpoint;
  }

  /** The types of the events that are stored, the newest first. */
  List<String> stored() {
    return webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).build())
        .deliveries()
        .stream()
        .map(Delivery::reference)
        .map(DeliveryReference::eventType)
        .toList();
  }

  @Override
  public void close() {
    webhooks.close();
    endpoint.close();
    dataSource.close();
  }
}
