package dev.webhooks.spring.boot.test;

import dev.webhooks.Webhooks;
import dev.webhooks.spring.CurrentTransaction;
import dev.webhooks.spring.boot.WebhooksAutoConfiguration;
import dev.webhooks.testing.TestWebhooks;
import dev.webhooks.testing.memory.InMemoryStore;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The application's webhooks in memory, in place of those on its database. */
@AutoConfiguration(before = WebhooksAutoConfiguration.class)
public final class TestWebhooksAutoConfiguration {
  TestWebhooksAutoConfiguration() {}

  @Bean
  TestWebhooks testWebhooks(@Qualifier("webhookSettings") Consumer<Webhooks.Builder> settings) {
    return TestWebhooks.builder().settings(settings).build();
  }

  @Bean(destroyMethod = "")
  Webhooks webhooks(TestWebhooks webhooks) {
    return webhooks.webhooks();
  }

  @Bean
  InMemoryStore webhookStore(TestWebhooks webhooks) {
    return webhooks.store();
  }

  @Bean
  CurrentTransaction webhookTransaction(TestWebhooks webhooks) {
    return new InMemoryCurrentTransaction(webhooks.store());
  }
}
