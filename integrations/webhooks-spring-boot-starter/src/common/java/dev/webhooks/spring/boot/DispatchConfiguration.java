package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What runs while the application does. */
@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Webhooks.class)
  @ConditionalOnProperty(
      name = "webhooks.dispatch.enabled",
      havingValue = "true",
      matchIfMissing = true)
  DispatcherLifecycle webhookDispatcherLifecycle(Webhooks webhooks) {
    return new DispatcherLifecycle(webhooks.dispatcher());
  }

  /**
   * @param schema is there before anything is removed
   */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean({JdbcStore.class, WebhooksSchema.class})
  @ConditionalOnProperty("webhooks.purge.after")
  ScheduledPurge webhookPurge(
      JdbcStore store, WebhooksSchema schema, WebhooksProperties properties) {
    Duration after = properties.purge().after();
    if (after == null) {
      throw new IllegalArgumentException("webhooks.purge.after must be a duration");
    }
    return new ScheduledPurge(store, after, properties.purge());
  }
}
