package dev.webhooks.jdbc.nodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.StoredWebhook;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Many tenants, each with one webhook with the widest filters there are, publish some events. */
final class ManyTenants {
  static final int TENANTS = 1_200;
  static final int EVENTS_EACH = 2;

  /** As many as there may be, which is nearly all that a webhook's filters may hold. */
  private static final List<String> ACCOUNTS =
      IntStream.range(0, 1_000)
          .mapToObj(i -> "account-of-a-small-business-" + (1_000 + i))
          .toList();

  private ManyTenants() {}

  /** Takes the URL of an empty database, and says how many deliveries came of it. */
  public static void main(String[] args) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(args[0]);
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      JdbcStore store = JdbcStore.builder(pool).build();
      store.createSchema();
      IntStream.range(0, TENANTS).mapToObj(ManyTenants::webhook).forEach(w -> insert(store, w));
      try (Webhooks webhooks = Webhooks.builder(store, SecretCipher.unprotected()).build()) {
        int deliveries = 0;
        for (int i = 0; i < TENANTS * EVENTS_EACH; i++) {
          deliveries += webhooks.publisher().publish(event(i / EVENTS_EACH)).deliveries();
        }
        System.out.println("deliveries " + deliveries);
      }
    }
  }

  private static void insert(JdbcStore store, Webhook webhook) {
    store.insert(new StoredWebhook(webhook, new byte[] {1}), 1);
  }

  private static Event event(int tenant) {
    return Event.builder("message.sent")
        .workspace("tenant-" + tenant)
        .account(ACCOUNTS.get(tenant % ACCOUNTS.size()))
        .data("Yes!")
        .build();
  }

  private static Webhook webhook(int tenant) {
    return Webhook.stored(
            "wh_" + tenant,
            "tenant-" + tenant,
            WebhookSettings.stored()
                .name("CRM")
                .url("https://hooks.example.com/")
                .accounts(ACCOUNTS)
                .build(),
            Instant.EPOCH)
        .status(WebhookStatus.ACTIVE, null)
        .key("k7Qz", null)
        .verifiedAt(Instant.EPOCH)
        .version(1)
        .build();
  }
}
