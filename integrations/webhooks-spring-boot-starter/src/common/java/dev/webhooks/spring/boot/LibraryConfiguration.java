package dev.webhooks.spring.boot;

import dev.webhooks.DeliveryLog;
import dev.webhooks.WebhookRegistry;
import dev.webhooks.WebhookStats;
import dev.webhooks.Webhooks;
import dev.webhooks.observe.WebhookObserver;
import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.HostResolver;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.Store;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The library itself, and the parts that it hands out. */
@Configuration(proxyBeanMethods = false)
class LibraryConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Settings webhookSettings(
      WebhooksProperties properties,
      Environment environment,
      ObjectProvider<EventCatalog> eventTypes,
      ObjectProvider<WebhookQuota> quota,
      ObjectProvider<RetryPolicy> retryPolicy,
      ObjectProvider<HealthPolicy> health,
      ObjectProvider<UrlPolicy> urlPolicy,
      ObjectProvider<WebhookListener> listeners,
      ObjectProvider<WebhookObserver> observers,
      ObjectProvider<HostResolver> resolver,
      ObjectProvider<EgressProxy> egressProxy,
      ObjectProvider<SslBundles> sslBundles,
      ObjectProvider<WebhooksCustomizer> customizers) {
    return new Settings(
        properties,
        environment,
        new Settings.Beans(
            eventTypes,
            quota,
            retryPolicy,
            health,
            urlPolicy,
            listeners,
            observers,
            resolver,
            egressProxy,
            sslBundles,
            customizers));
  }

  /** Not asked for where the host brings the whole library. */
  @Bean
  @ConditionalOnMissingBean({SecretCipher.class, Webhooks.class})
  @ConditionalOnBean(Store.class)
  SecretCipher webhookSecretCipher(WebhooksProperties properties) {
    return MasterKeys.cipher(properties.secrets());
  }

  /**
   * @param schema is there before anything is stored
   */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Store.class)
  Webhooks webhooks(
      Store store, SecretCipher cipher, Settings settings, ObjectProvider<WebhooksSchema> schema) {
    schema.ifAvailable(tables -> {});
    Webhooks.Builder webhooks = Webhooks.builder(store, cipher);
    settings.accept(webhooks);
    return webhooks.build();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Webhooks.class)
  WebhookRegistry webhookRegistry(Webhooks webhooks) {
    return webhooks.registry();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Webhooks.class)
  DeliveryLog webhookDeliveryLog(Webhooks webhooks) {
    return webhooks.deliveryLog();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Webhooks.class)
  WebhookStats webhookStats(Webhooks webhooks) {
    return webhooks.stats();
  }
}
