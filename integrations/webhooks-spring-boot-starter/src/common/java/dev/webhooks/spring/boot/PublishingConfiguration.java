package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.spring.CurrentTransaction;
import dev.webhooks.spring.WebhookEventListenerFactory;
import dev.webhooks.spring.WebhookPublisher;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** Publishing in the host's transactions. */
@Configuration(proxyBeanMethods = false)
class PublishingConfiguration {

  /** Of several transaction managers without a primary one, the host has to say which it is. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Webhooks.class)
  CurrentTransaction webhookTransaction(
      ObjectProvider<JdbcStore> store,
      ObjectProvider<DataSource> dataSource,
      ObjectProvider<PlatformTransactionManager> transactionManager) {
    JdbcStore itsStore = store.getIfUnique();
    DataSource itsDataSource = dataSource.getIfUnique();
    PlatformTransactionManager manager = transactionManager.getIfUnique();
    return itsStore == null || itsDataSource == null || manager == null
        ? CurrentTransaction.none()
        : CurrentTransaction.of(itsStore, itsDataSource, manager);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Webhooks.class)
  WebhookPublisher webhookPublisher(
      Webhooks webhooks, CurrentTransaction transaction, WebhooksProperties properties) {
    return WebhookPublisher.builder(webhooks, transaction)
        .outsideTransaction(properties.publish().outsideTransaction())
        .build();
  }

  @Bean
  @ConditionalOnMissingBean
  static WebhookEventListenerFactory webhookEventListenerFactory(
      ObjectProvider<WebhookPublisher> publisher) {
    return new WebhookEventListenerFactory(publisher::getObject);
  }
}
