package dev.webhooks.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.SecretCipher;
import java.time.Duration;
import java.util.List;

/** The library with its default settings, on a pool as a host might have it. */
final class Library implements AutoCloseable {
  private final HikariDataSource pool;
  private final JdbcStore store;

  private Library(HikariDataSource pool) {
    this.pool = pool;
    this.store = JdbcStore.builder(pool).build();
    store.createSchema();
  }

  static Library on(Database database, int connections) {
    return new Library(database.pool(connections));
  }

  HikariDataSource pool() {
    return pool;
  }

  JdbcStore store() {
    return store;
  }

  /** A new instance, as after a start of the process. */
  Webhooks webhooks() {
    return webhooks(WebhookListener.none());
  }

  Webhooks webhooks(WebhookListener listener) {
    return on(store, listener);
  }

  /** Default settings, but for how long a close waits: what hangs is nothing to wait for here. */
  static Webhooks on(JdbcStore store, WebhookListener listener) {
    return Webhooks.builder(store, SecretCipher.unprotected())
        .urlPolicy(UrlPolicy.allowingLocal())
        .quota(WebhookQuota.unlimited())
        .listener(listener)
        .drainTimeout(Duration.ofSeconds(1))
        .build();
  }

  /** A workspace for each endpoint, as if each belonged to another customer. */
  void registerAll(Workload workload) {
    try (Webhooks webhooks = webhooks()) {
      for (int endpoint = 0; endpoint < workload.endpoints(); endpoint++) {
        register(webhooks, Workload.workspace(endpoint), workload.urlOf(endpoint));
      }
    }
  }

  static void register(Webhooks webhooks, String workspace, String url) {
    register(webhooks, workspace, WebhookSettings.builder().url(url));
  }

  /** For one account's events. */
  static void register(Webhooks webhooks, String workspace, String account, String url) {
    register(webhooks, workspace, WebhookSettings.builder().url(url).accounts(List.of(account)));
  }

  private static void register(
      Webhooks webhooks, String workspace, WebhookSettings.Builder settings) {
    RegisteredWebhook registered =
        webhooks.registry().register(workspace, settings.name("an endpoint").build());
    if (!registered.verification().verified()) {
      throw new IllegalStateException("the sink failed the handshake");
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
