package dev.webhooks.testing.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.testing.contract.AppendAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InMemoryTransactionTest {
  private final List<String> stored = new ArrayList<>();
  private final InMemoryStore store =
      InMemoryStore.builder().maxDeliveries(4).onEvent(event -> stored.add(event.id())).build();

  @Test
  void whatWasAppendedIsThereOnCommitAndInItsOrder() {
    InMemoryTransaction transaction = store.begin();
    transaction.outbox().append(List.of(event("1", null)));
    transaction.outbox().append(List.of(event("2", null), event("3", null)));
    assertThat(stored).isEmpty();

    transaction.commit();

    assertThat(stored).containsExactly("1", "2", "3");
    assertThat(store.findDelivery("acme", "dlv_2")).isPresent();
  }

  @Test
  void whatIsRolledBackOrLeftOpenIsNotThere() {
    InMemoryTransaction rolledBack = store.begin();
    rolledBack.outbox().append(List.of(event("1", "key")));
    rolledBack.rollback();
    try (InMemoryTransaction left = store.begin()) {
      left.outbox().append(List.of(event("2", "key")));
    }

    assertThat(stored).isEmpty();
    assertThat(store.append(List.of(event("3", "key"))))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored("3", 1));
  }

  @Test
  void aKeyIsKnownInItsOwnTransactionAtOnce() {
    InMemoryTransaction transaction = store.begin();
    transaction.outbox().append(List.of(event("1", "key")));

    assertThat(transaction.outbox().append(List.of(event("2", "key"))))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf("1", 1));
    transaction.commit();

    assertThat(stored).containsExactly("1");
  }

  @Test
  void ofTwoTransactionsWithOneKeyTheFirstToCommitStores() {
    InMemoryTransaction slow = store.begin();
    InMemoryTransaction fast = store.begin();
    slow.outbox().append(List.of(event("1", "key")));
    fast.outbox().append(List.of(event("2", "key")));

    fast.commit();
    slow.commit();

    assertThat(stored).containsExactly("2");
  }

  /** Guarantee B. */
  @Test
  void aCommitThatDoesNotFitStoresNothing() {
    InMemoryTransaction transaction = store.begin();
    for (int i = 0; i < 5; i++) {
      transaction.outbox().append(List.of(event("evt_" + i, null)));
    }

    assertThatThrownBy(transaction::commit).isInstanceOf(StoreException.class);

    assertThat(stored).isEmpty();
    assertThat(store).hasToString("InMemoryStore[webhooks=0, deliveries=0, finished=0]");
  }

  @Test
  void anIdThatIsTakenIsRefusedAtOnce() {
    InMemoryTransaction transaction = store.begin();
    transaction.outbox().append(List.of(event("1", null)));

    assertThatThrownBy(() -> transaction.outbox().append(List.of(event("1", null))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is taken");
  }

  @Test
  void whatHasEndedDoesNothingMore() {
    InMemoryTransaction transaction = store.begin();
    transaction.commit();

    assertThatIllegalStateException().isThrownBy(transaction::commit);
    assertThatIllegalStateException().isThrownBy(transaction::rollback);
    assertThatIllegalStateException()
        .isThrownBy(() -> transaction.outbox().append(List.of(event("1", null))));
    assertThatIllegalStateException()
        .isThrownBy(() -> transaction.outbox().subscriptions("acme", Subscriptions.NONE));
    transaction.close();
  }

  private static NewEvent event(String id, @Nullable String key) {
    return NewEvent.builder(id)
        .workspace("acme")
        .type("message.sent")
        .body("{}".getBytes(UTF_8))
        .idempotencyKey(key)
        .deliveries(List.of(new NewDelivery("dlv_" + id, "wh_gone")))
        .build();
  }
}
