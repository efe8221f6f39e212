package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code webhooks}, for a readiness group, where the host has Actuator. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(Webhooks.class)
@ConditionalOnEnabledHealthIndicator("webhooks")
public final class WebhooksHealthAutoConfiguration {
  WebhooksHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  Readiness webhookReadiness(
      Webhooks webhooks, ObjectProvider<JdbcStore> store, WebhooksProperties properties) {
    return new Readiness(webhooks, properties.dispatch().enabled(), store.getIfUnique());
  }

  @Bean
  @ConditionalOnMissingBean(name = "webhooksHealthIndicator")
  WebhooksHealthIndicator webhooksHealthIndicator(Readiness readiness) {
    return new WebhooksHealthIndicator(readiness);
  }
}
