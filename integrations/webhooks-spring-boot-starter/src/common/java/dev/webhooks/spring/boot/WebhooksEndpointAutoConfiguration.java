package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@code /actuator/webhooks}, where the host has Actuator and exposes it. */
@AutoConfiguration(after = WebhooksAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Webhooks.class)
@ConditionalOnAvailableEndpoint(WebhooksEndpoint.class)
public final class WebhooksEndpointAutoConfiguration {
  WebhooksEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  WebhooksEndpoint webhooksEndpoint(Webhooks webhooks) {
    return new WebhooksEndpoint(webhooks);
  }
}
