package dev.webhooks.spring.boot;

import dev.webhooks.model.Event;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** A host with a database in memory, and nothing about webhooks but a master key. */
final class TestHost {
  static final String MASTER_KEY =
      "webhooks.secrets.keys.2026=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  private TestHost() {}

  @Configuration(proxyBeanMethods = false)
  static class Database {
    @Bean
    DataSource dataSource() {
      JdbcDataSource dataSource = new JdbcDataSource();
      dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
      return dataSource;
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }
  }

  static ApplicationContextRunner withoutDatabase() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                WebhooksAutoConfiguration.class,
                WebhooksEndpointAutoConfiguration.class,
                WebhooksHealthAutoConfiguration.class));
  }

  static ApplicationContextRunner withoutMasterKey() {
    return withoutDatabase().withUserConfiguration(Database.class);
  }

  static ApplicationContextRunner complete() {
    return withoutMasterKey().withPropertyValues(MASTER_KEY);
  }

  static Event event(String type) {
    return Event.builder(type).workspace("acme").idempotencyKey(type).data(Map.of()).build();
  }
}
