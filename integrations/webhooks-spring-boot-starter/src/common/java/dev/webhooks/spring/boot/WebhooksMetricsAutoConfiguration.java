package dev.webhooks.spring.boot;

import dev.webhooks.micrometer.WebhookMetrics;
import dev.webhooks.micrometer.WebhookObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Metrics and observations, where the host has {@code webhooks-micrometer} and its registries. */
@AutoConfiguration(
    before = WebhooksAutoConfiguration.class,
    afterName = {
      // As Boot 4 names them, and as Boot 3 does.
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration"
    })
@ConditionalOnClass({MeterRegistry.class, ObservationRegistry.class, WebhookMetrics.class})
public final class WebhooksMetricsAutoConfiguration {
  WebhooksMetricsAutoConfiguration() {}

  /** Boot makes timers of observations: where there are any, it makes those of webhooks. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(MeterRegistry.class)
  WebhookMetrics webhookMetrics(
      MeterRegistry meters, ObjectProvider<ObservationRegistry> observations) {
    return observations.getIfUnique() == null
        ? WebhookMetrics.of(meters)
        : WebhookMetrics.besideObservations(meters);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(ObservationRegistry.class)
  WebhookObservations webhookObservations(ObservationRegistry observations) {
    return WebhookObservations.of(observations);
  }
}
