package dev.webhooks.spring.boot;

import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.spi.Store;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The store on the host's database, and its tables. */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseInitializationDependencyConfigurer.class)
class StoreConfiguration {

  @Bean
  @ConditionalOnMissingBean(Store.class)
  @ConditionalOnSingleCandidate(DataSource.class)
  JdbcStore webhookStore(DataSource dataSource, WebhooksProperties properties) {
    WebhooksProperties.Schema schema = properties.schema();
    JdbcStore.Builder store = JdbcStore.builder(ownTransactionsOf(dataSource));
    IfSet.apply(schema.database(), store::database);
    IfSet.apply(schema.name(), store::schema);
    IfSet.apply(schema.tablePrefix(), store::tablePrefix);
    return store.build();
  }

  /** The dispatcher's transactions must not join anybody's. */
  private static DataSource ownTransactionsOf(DataSource dataSource) {
    if (dataSource instanceof TransactionAwareDataSourceProxy proxy) {
      DataSource target = proxy.getTargetDataSource();
      return target == null ? dataSource : target;
    }
    return dataSource;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(JdbcStore.class)
  @DependsOnDatabaseInitialization
  WebhooksSchema webhooksSchema(JdbcStore store, WebhooksProperties properties) {
    return new WebhooksSchema(store, properties.schema().mode());
  }
}
