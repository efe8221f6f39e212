package dev.webhooks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.InvalidInputException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What publishing in a host's transactions is like, whoever manages them. */
interface JoiningContract {
  Host host();

  PlatformTransactionManager transactionManager();

  WebhookPublisher publisher();

  default void inTransaction(Consumer<WebhookPublisher> work) {
    with(TransactionDefinition.PROPAGATION_REQUIRED, work);
  }

  default void with(int propagation, Consumer<WebhookPublisher> work) {
    TransactionTemplate template = new TransactionTemplate(transactionManager());
    template.setPropagationBehavior(propagation);
    template.executeWithoutResult(status -> work.accept(publisher()));
  }

  /** Fails as a host's code does, so that the transaction is rolled back. */
  static void fail(Runnable work) {
    assertThatThrownBy(work::run).isInstanceOf(IllegalStateException.class).hasMessage("no stock");
  }

  /** Guarantee L: it is stored with the host's own change, and leaves with the commit. */
  @Test
  default void whatIsPublishedLeavesOnceTheTransactionCommits() throws InterruptedException {
    inTransaction(
        publisher -> {
          publisher.publish(Host.event("order.placed"));
          publisher.publishAll(List.of(Host.event("order.paid")));
          assertThat(host().stored()).isEmpty();
        });

    assertThat(List.of(host().endpoint().next().eventType(), host().endpoint().next().eventType()))
        .containsExactlyInAnyOrder("order.placed", "order.paid");
    assertThat(host().stored()).hasSize(2);
  }

  @Test
  default void aRollbackLeavesNothing() throws InterruptedException {
    fail(
        () ->
            inTransaction(
                publisher -> {
                  publisher.publish(Host.event("order.placed"));
                  throw new IllegalStateException("no stock");
                }));
    publisher().publish(Host.event("order.refused"));

    assertThat(host().endpoint().next().eventType()).isEqualTo("order.refused");
    assertThat(host().stored()).containsExactly("order.refused");
  }

  @Test
  default void aTransactionOfItsOwnWithinAnotherKeepsWhatIsPublishedInIt()
      throws InterruptedException {
    fail(
        () ->
            inTransaction(
                publisher -> {
                  publisher.publish(Host.event("order.placed"));
                  with(
                      TransactionDefinition.PROPAGATION_REQUIRES_NEW,
                      inner -> inner.publish(Host.event("order.tried")));
                  publisher.publish(Host.event("order.paid"));
                  throw new IllegalStateException("no stock");
                }));

    assertThat(host().endpoint().next().eventType()).isEqualTo("order.tried");
    assertThat(host().stored()).containsExactly("order.tried");
  }

  /** Once the commit has begun there is nothing to join, though Spring still shows it. */
  @Test
  default void afterTheCommitAnEventIsStoredByItself() throws InterruptedException {
    inTransaction(
        publisher ->
            TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                  @Override
                  public void afterCommit() {
                    publisher.publish(Host.event("order.placed"));
                    assertThat(host().stored()).containsExactly("order.placed");
                  }
                }));

    assertThat(host().endpoint().next().eventType()).isEqualTo("order.placed");
  }

  @Test
  default void anotherHookThatFailsHoldsNothingUp() throws InterruptedException {
    assertThatThrownBy(
            () ->
                inTransaction(
                    publisher -> {
                      TransactionSynchronizationManager.registerSynchronization(
                          new TransactionSynchronization() {
                            @Override
                            public void afterCommit() {
                              throw new IllegalStateException("no mail");
                            }
                          });
                      publisher.publish(Host.event("order.placed"));
                    }))
        .hasMessage("no mail");

    assertThat(host().endpoint().next().eventType()).isEqualTo("order.placed");
  }

  @Test
  default void whatIsRefusedTakesNothingWithIt() throws InterruptedException {
    inTransaction(
        publisher -> {
          assertThatThrownBy(() -> publisher.publish(Host.event("webhook.verify")))
              .isInstanceOf(InvalidInputException.class);
          publisher.publish(Host.event("order.placed"));
        });

    assertThat(host().endpoint().next().eventType()).isEqualTo("order.placed");
  }
}
