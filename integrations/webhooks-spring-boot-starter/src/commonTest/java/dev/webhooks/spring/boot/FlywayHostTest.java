package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.model.DeliveryQuery;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A whole application, with Flyway and a migration 1 of its own. */
@SpringBootTest(
    classes = FlywayHostTest.Host.class,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:flyway-host;DB_CLOSE_ON_EXIT=FALSE",
      TestHost.MASTER_KEY
    })
class FlywayHostTest {
  @Autowired private JdbcClient jdbc;
  @Autowired private Webhooks webhooks;
  @Autowired private DefaultListableBeanFactory beans;

  @EnableAutoConfiguration
  static class Host {}

  @Test
  void theHostsTablesAndOursAreThere() {
    assertThat(jdbc.sql("select count(*) from orders").query(Integer.class).single()).isZero();
    assertThat(webhooks.deliveryLog().query(DeliveryQuery.builder("acme").build()).deliveries())
        .isEmpty();
  }

  @Test
  void oursAreMadeAfterTheHosts() {
    assertThat(List.of(beans.getDependenciesForBean("webhooksSchema")))
        .contains("flywayInitializer");
  }
}
