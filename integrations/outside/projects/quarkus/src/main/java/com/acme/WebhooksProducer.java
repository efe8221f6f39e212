package com.acme;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.policy.UrlPolicy;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
public class WebhooksProducer {

  @Produces
  @Singleton // a final class, which a normal scope could not proxy
  JdbcStore store(@DataSource("webhooks") AgroalDataSource dataSource) {
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    return store;
  }

  @Produces
  @Singleton
  Webhooks webhooks(
      JdbcStore store, @ConfigProperty(name = "webhooks.master-key") String masterKey) {
    Webhooks.Builder builder =
        Webhooks.builder(store, AesGcmCipher.of("2026", Base64.getDecoder().decode(masterKey)))
            .brand("Acme");
    if (LaunchMode.current().isDevOrTest()) {
      builder.urlPolicy(UrlPolicy.allowingLocal()); // endpoints on the developer's machine
    }
    return builder.build();
  }

  void start(@Observes StartupEvent event, Webhooks webhooks) {
    webhooks.dispatcher().start();
  }

  void close(@Disposes Webhooks webhooks) {
    webhooks.close();
  }
}
