package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.DeliveryLog;
import dev.webhooks.WebhookRegistry;
import dev.webhooks.WebhookStats;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spring.CurrentTransaction;
import dev.webhooks.spring.PublishToWebhooks;
import dev.webhooks.spring.WebhookPublisher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a host gets, under which conditions, and what it may replace. */
class WebhooksAutoConfigurationTest {

  @Test
  void aHostWithADatabaseAndAMasterKeyCanSendWebhooks() {
    TestHost.complete()
        .run(
            context -> {
              assertThat(context)
                  .hasSingleBean(Webhooks.class)
                  .hasSingleBean(WebhookRegistry.class)
                  .hasSingleBean(DeliveryLog.class)
                  .hasSingleBean(WebhookStats.class)
                  .hasSingleBean(WebhookPublisher.class)
                  .hasSingleBean(JdbcStore.class);
              context.getBean(JdbcStore.class).validateSchema();
              assertThat(context.getBean(Webhooks.class).dispatcher().isRunning()).isTrue();
            });
  }

  @Test
  void withoutADatabaseNothingIsMade() {
    TestHost.withoutDatabase()
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(Webhooks.class)
                    .doesNotHaveBean(WebhookPublisher.class));
  }

  @Test
  void aStoreOfTheHostsTakesThePlaceOfOurs() {
    TestHost.withoutDatabase()
        .withPropertyValues(TestHost.MASTER_KEY)
        .withBean(Store.class, () -> InMemoryStore.builder().build())
        .run(context -> assertThat(context).hasSingleBean(Webhooks.class));
  }

  @Test
  void aCipherOfTheHostsNeedsNoMasterKey() {
    SecretCipher cipher = SecretCipher.unprotected();
    TestHost.withoutMasterKey()
        .withBean(SecretCipher.class, () -> cipher)
        .run(context -> assertThat(context).getBean(SecretCipher.class).isSameAs(cipher));
  }

  @Test
  void theWholeLibraryMayBeTheHosts() {
    TestHost.withoutMasterKey()
        .withBean(
            Webhooks.class,
            () ->
                Webhooks.builder(InMemoryStore.builder().build(), SecretCipher.unprotected())
                    .build())
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(Webhooks.class)
                    .hasSingleBean(WebhookPublisher.class)
                    .doesNotHaveBean(SecretCipher.class));
  }

  @Test
  void theTransactionsToJoinMayBeNamedByTheHost() {
    TestHost.complete()
        .withPropertyValues("webhooks.publish.outside-transaction=refuse")
        .withBean(CurrentTransaction.class, CurrentTransaction::none)
        .run(
            context ->
                assertThatThrownBy(() -> inTransaction(context, "order.placed"))
                    .isInstanceOf(IllegalTransactionStateException.class));
  }

  @Test
  void thePublisherJoinsTheHostsTransaction() {
    TestHost.complete()
        .run(
            context -> {
              WebhookPublisher publisher = context.getBean(WebhookPublisher.class);
              transactions(context)
                  .executeWithoutResult(
                      status -> {
                        publisher.publish(TestHost.event("order.placed"));
                        status.setRollbackOnly();
                      });
              assertThat(publisher.publish(TestHost.event("order.placed")).duplicate()).isFalse();
              inTransaction(context, "order.paid");
              assertThat(publisher.publish(TestHost.event("order.paid")).duplicate()).isTrue();
            });
  }

  record OrderPlaced(String type) {}

  static class OrderWebhooks {
    @PublishToWebhooks
    Event placed(OrderPlaced placed) {
      return TestHost.event(placed.type());
    }
  }

  @Test
  void applicationEventsBecomeWebhooks() {
    TestHost.complete()
        .withBean(OrderWebhooks.class)
        .run(
            context -> {
              context.publishEvent(new OrderPlaced("order.placed"));
              WebhookPublisher publisher = context.getBean(WebhookPublisher.class);
              assertThat(publisher.publish(TestHost.event("order.placed")).duplicate()).isTrue();
            });
  }

  @Test
  void aNodeThatIsNotToSendOnlyPublishes() {
    TestHost.complete()
        .withPropertyValues("webhooks.dispatch.enabled=false")
        .run(
            context -> {
              assertThat(context.getBean(Webhooks.class).dispatcher().isRunning()).isFalse();
              inTransaction(context, "order.placed");
            });
  }

  @Test
  void tablesAreOnlyLookedAtWhereTheHostMakesThem() {
    TestHost.complete()
        .withPropertyValues("webhooks.schema.mode=validate")
        .run(
            context ->
                assertThat(context).getFailure().rootCause().isInstanceOf(StoreException.class));
  }

  @Test
  void tablesThatFitAreTakenAsTheyAre() {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:made-by-the-host;DB_CLOSE_DELAY=-1");
    JdbcStore.builder(dataSource).build().createSchema();

    TestHost.withoutDatabase()
        .withPropertyValues(TestHost.MASTER_KEY, "webhooks.schema.mode=validate")
        .withBean(DataSource.class, () -> dataSource)
        .run(context -> assertThat(context).hasSingleBean(Webhooks.class));
  }

  @Test
  void tablesMayBeLeftAlone() {
    TestHost.complete()
        .withPropertyValues("webhooks.schema.mode=none", "webhooks.dispatch.enabled=false")
        .run(
            context ->
                assertThatThrownBy(() -> context.getBean(JdbcStore.class).validateSchema())
                    .isInstanceOf(StoreException.class));
  }

  @Test
  void tablesMayHaveOtherNames() {
    TestHost.complete()
        .withPropertyValues("webhooks.schema.table-prefix=hooks_", "webhooks.schema.database=h2")
        .run(
            context -> {
              try (var connection = context.getBean(DataSource.class).getConnection();
                  var tables = connection.getMetaData().getTables(null, null, "HOOKS_%", null)) {
                assertThat(tables.next()).isTrue();
              }
            });
  }

  @Test
  void theLogIsPurgedWhereTheHostSaysSo() {
    TestHost.complete().run(context -> assertThat(context).doesNotHaveBean(ScheduledPurge.class));
    TestHost.complete()
        .withPropertyValues("webhooks.purge.after=30d", "webhooks.purge.every=10ms")
        .run(
            context -> {
              ScheduledPurge purge = context.getBean(ScheduledPurge.class);
              assertThat(purge.isRunning()).isTrue();
              context.stop();
              assertThat(purge.isRunning()).isFalse();
              context.start();
              assertThat(purge.isRunning()).isTrue();
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Choices {
    @Bean
    WebhookQuota quota() {
      return WebhookQuota.of(0);
    }

    @Bean
    EventCatalog eventTypes() {
      return EventCatalog.of("order.paid");
    }
  }

  @Test
  void beansTakeThePlaceOfProperties() {
    TestHost.complete()
        .withPropertyValues("webhooks.event-types=order.placed")
        .withUserConfiguration(Choices.class)
        .run(
            context -> {
              inTransaction(context, "order.paid");
              assertThatThrownBy(() -> inTransaction(context, "order.placed"))
                  .isInstanceOf(InvalidInputException.class);
            });
  }

  @Test
  void aCustomizerHasTheLastWord() {
    TestHost.complete()
        .withUserConfiguration(Choices.class)
        .withBean(
            WebhooksCustomizer.class,
            () -> webhooks -> webhooks.eventTypes(EventCatalog.of("order.sent")))
        .run(
            context -> {
              inTransaction(context, "order.sent");
              assertThatThrownBy(() -> inTransaction(context, "order.paid"))
                  .isInstanceOf(InvalidInputException.class);
            });
  }

  /** The dispatcher stops before the beans are destroyed, the pool among them. */
  @Test
  void theDispatcherStopsWithTheApplication() {
    List<Webhooks> kept = new java.util.ArrayList<>();
    TestHost.complete()
        .run(
            context -> {
              kept.add(context.getBean(Webhooks.class));
              context.stop();
              assertThat(kept.get(0).dispatcher().isRunning()).isFalse();
              context.start();
              assertThat(kept.get(0).dispatcher().isRunning()).isTrue();
            });
    assertThat(kept.get(0).dispatcher().isRunning()).isFalse();
  }

  private static TransactionTemplate transactions(ApplicationContext context) {
    return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  private static void inTransaction(ApplicationContext context, String type) {
    WebhookPublisher publisher = context.getBean(WebhookPublisher.class);
    transactions(context).executeWithoutResult(status -> publisher.publish(TestHost.event(type)));
  }
}
