package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Everything that a host needs to send webhooks, on its own database. A bean of the host's takes
 * the place of any that is made here.
 */
@AutoConfiguration(
    afterName = {
      // As Boot 4 names them, and as Boot 3 does.
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
      "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration"
    })
@ConditionalOnClass({Webhooks.class, JdbcStore.class})
@EnableConfigurationProperties(WebhooksProperties.class)
@ImportRuntimeHints(WebhooksHints.class)
@Import({
  StoreConfiguration.class,
  LibraryConfiguration.class,
  PublishingConfiguration.class,
  DispatchConfiguration.class
})
public final class WebhooksAutoConfiguration {
  WebhooksAutoConfiguration() {}
}
