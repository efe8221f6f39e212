package dev.webhooks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.model.Event;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of JDBC, on a pool whose connections come without autocommit. */
class JdbcJoiningTest implements JoiningContract {
  private Host host;
  private PlatformTransactionManager transactionManager;
  private WebhookPublisher publisher;

  @BeforeEach
  void start() throws IOException {
    host = new Host(false);
    transactionManager = new JdbcTransactionManager(host.dataSource());
    publisher = publisher(OutsideTransaction.OWN_TRANSACTION);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private WebhookPublisher publisher(OutsideTransaction outside) {
    return WebhookPublisher.builder(
            host.webhooks(),
            CurrentTransaction.of(host.store(), host.dataSource(), transactionManager))
        .outsideTransaction(outside)
        .build();
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

  /** It was never stored, and so must not be sent. */
  @Test
  void whatASavepointTakesBackIsNotSent() throws InterruptedException {
    inTransaction(
        outer -> {
          outer.publish(Host.event("order.placed"));
          JoiningContract.fail(
              () ->
                  with(
                      TransactionDefinition.PROPAGATION_NESTED,
                      nested -> {
                        nested.publish(Host.event("coupon.used"));
                        throw new IllegalStateException("no stock");
                      }));
          outer.publish(Host.event("order.paid"));
        });

    assertThat(
            new String[] {host.endpoint().next().eventType(), host.endpoint().next().eventType()})
        .containsExactlyInAnyOrder("order.placed", "order.paid");
    assertThat(host.stored()).containsExactlyInAnyOrder("order.placed", "order.paid");
    publisher.publish(Host.event("order.sent"));
    assertThat(host.endpoint().next().eventType()).isEqualTo("order.sent");
  }

  @Test
  void whatASavepointTakesBackThatIsOlderThanTheFirstEventIsNotSent() throws InterruptedException {
    inTransaction(
        outer ->
            JoiningContract.fail(
                () ->
                    with(
                        TransactionDefinition.PROPAGATION_NESTED,
                        nested -> {
                          nested.publish(Host.event("coupon.used"));
                          throw new IllegalStateException("no stock");
                        })));
    publisher.publish(Host.event("order.sent"));

    assertThat(host.endpoint().next().eventType()).isEqualTo("order.sent");
    assertThat(host.stored()).containsExactly("order.sent");
  }

  @Test
  void outsideOfATransactionAnEventIsStoredByItself() throws InterruptedException {
    publisher.publish(Host.event("order.placed"));

    assertThat(host.endpoint().next().eventType()).isEqualTo("order.placed");
  }

  @Test
  void orItIsRefused() {
    WebhookPublisher strict = publisher(OutsideTransaction.REFUSE);

    assertThatThrownBy(() -> strict.publish(Host.event("order.placed")))
        .isInstanceOf(IllegalTransactionStateException.class)
        .hasMessageContaining("no transaction is open");
    inTransaction(ignored -> strict.publish(Host.event("order.placed")));
    assertThat(host.stored()).containsExactly("order.placed");
  }

  /**
   * A connection of our database that is bound to the thread in somebody else's transaction is
   * committed by nobody (Guarantee L).
   */
  @Test
  void inATransactionElsewhereAnEventIsStoredByItselfAndThatIsSaidOnce() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(WebhookPublisher.class);
    lines.start();
    logger.addAppender(lines);
    try (HikariDataSource elsewhere = Host.database(true)) {
      TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(elsewhere));
      WebhookPublisher strict = publisher(OutsideTransaction.REFUSE);
      Event event = Host.event("order.placed");
      template.executeWithoutResult(
          status -> {
            Objects.requireNonNull(
                new JdbcTemplate(host.dataSource()).queryForObject("select 1", Integer.class));
            publisher.publish(event);
            publisher.publish(event);
            assertThatThrownBy(() -> strict.publish(event))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("none on the database of webhooks");
            status.setRollbackOnly();
          });
    } finally {
      logger.detachAppender(lines);
    }

    assertThat(host.stored()).containsExactly("order.placed", "order.placed");
    assertThat(lines.list)
        .singleElement()
        .asString()
        .contains("Events are published in transactions of their own while another is open");
  }
}
