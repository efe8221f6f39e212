package com.acme;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;

/** Sends one event to itself, and says so. */
public final class Plain {
  private Plain() {}

  public static void main(String[] args) throws Exception {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:plain;DB_CLOSE_DELAY=-1");
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    try (Receiver receiver = new Receiver();
        Webhooks webhooks =
            Webhooks.builder(store, SecretCipher.unprotected())
                .urlPolicy(UrlPolicy.allowingLocal())
                .build()) {
      webhooks.dispatcher().start();
      webhooks
          .registry()
          .register("acme", WebhookSettings.builder().name("CRM").url(receiver.url()).build());
      webhooks
          .publisher()
          .publish(
              Event.builder("order.placed").workspace("acme").data(Map.of("number", 1)).build());
      String told = receiver.told().poll(10, TimeUnit.SECONDS);
      if (told == null) {
        throw new IllegalStateException("nothing arrived");
      }
      System.out.println("arrived: " + told);
    }
  }
}
