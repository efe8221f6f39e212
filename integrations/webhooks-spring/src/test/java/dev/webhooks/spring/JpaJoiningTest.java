package dev.webhooks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

/** Transactions of JPA, as Hibernate opens them. */
class JpaJoiningTest implements JoiningContract {
  private Host host;
  private LocalContainerEntityManagerFactoryBean entities;
  private PlatformTransactionManager transactionManager;
  private WebhookPublisher publisher;

  /** A row of the host's. */
  @Entity(name = "orders")
  static class Order {
    @Id long id;
  }

  @BeforeEach
  void start() throws IOException {
    host = new Host(true);
    entities = new LocalContainerEntityManagerFactoryBean();
    entities.setDataSource(host.dataSource());
    entities.setManagedTypes(PersistenceManagedTypes.of(Order.class.getName()));
    entities.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
    entities.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
    entities.afterPropertiesSet();
    transactionManager = new JpaTransactionManager(Objects.requireNonNull(entities.getObject()));
    publisher =
        WebhookPublisher.builder(
                host.webhooks(),
                CurrentTransaction.of(host.store(), host.dataSource(), transactionManager))
            .build();
  }

  @AfterEach
  void stop() {
    entities.destroy();
    host.close();
  }

  @Override
  public Host host() {
    return host;
  }

  @Override
  public PlatformTransactionManager transactionManager() {
    return transactionManager;
  }

  @Override
  public WebhookPublisher publisher() {
    return publisher;
  }

  private EntityManager entityManager() {
    return Objects.requireNonNull(
        EntityManagerFactoryUtils.getTransactionalEntityManager(
            Objects.requireNonNull(entities.getObject())));
  }

  private List<?> orders() {
    try (EntityManager manager =
        Objects.requireNonNull(entities.getObject()).createEntityManager()) {
      return manager.createQuery("from orders").getResultList();
    }
  }

  @Test
  void theRowAndTheEventAreThereOrNeitherIs() throws InterruptedException {
    JoiningContract.fail(
        () ->
            inTransaction(
                webhooks -> {
                  entityManager().persist(new Order());
                  webhooks.publish(Host.event("order.placed"));
                  throw new IllegalStateException("no stock");
                }));
    assertThat(orders()).isEmpty();
    assertThat(host.stored()).isEmpty();

    inTransaction(
        webhooks -> {
          entityManager().persist(new Order());
          webhooks.publish(Host.event("order.placed"));
        });

    assertThat(host.endpoint().next().eventType()).isEqualTo("order.placed");
    assertThat(orders()).hasSize(1);
    assertThat(host.stored()).containsExactly("order.placed");
  }
}
