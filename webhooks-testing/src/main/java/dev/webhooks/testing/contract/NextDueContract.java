package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@link DeliveryStore#untilNextDue} must do.
 *
 * @param <S> the store's type
 */
public interface NextDueContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  @Test
  default void withNothingToComeTheWaitIsTheLongestAsked() {
    assertThat(untilNextDue()).isEqualTo(units(10));

    Webhook webhook = activeWebhook();
    assertThat(untilNextDue()).isEqualTo(units(10));

    append(webhook);
    store().complete(List.of(Completion.unsendable(claimOne(), "no key")));
    assertThat(untilNextDue()).isEqualTo(units(10));
  }

  @Test
  default void whatIsDueNeedsNoWait() {
    append(activeWebhook());

    assertThat(untilNextDue()).isZero();
    assertThat(otherNode().untilNextDue(claimWithout(), Duration.ofDays(1))).isZero();
  }

  @Test
  default void aRetryIsWaitedForUntilItIsDue() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    claimAll()
        .forEach(claim -> store().complete(List.of(Completion.retry(claim, refused(1), units(4)))));

    assertThat(untilNextDue()).isBetween(units(3), units(4));
    assertThat(store().untilNextDue(claimWithout(), units(2))).isEqualTo(units(2));
    passTime(units(2));
    assertThat(untilNextDue()).isBetween(unit(), units(2));
    passTime(units(2));
    assertThat(untilNextDue()).isZero();
  }

  @Test
  default void theEarliestOfSeveralCounts() {
    Webhook webhook = activeWebhook();
    Webhook other = activeWebhook();
    append(webhook);
    store().complete(List.of(Completion.retry(claimOne(), refused(1), units(8))));
    append(other);
    store().complete(List.of(Completion.retry(claimOne(), refused(1), units(4))));
    append(webhook);
    store().complete(List.of(Completion.retry(claimOne(), refused(1), units(6))));

    assertThat(untilNextDue()).isBetween(units(3), units(4));
    assertThat(store().untilNextDue(claimWithout(other.id()), units(10)))
        .isBetween(units(5), units(6));
  }

  /** Guarantee L: a sleeping node wakes up for what a dead one had taken. */
  @Test
  default void aClaimedDeliveryIsWaitedForUntilItsLeaseEnds() {
    append(activeWebhook());
    claimOne();

    assertThat(untilNextDue()).isBetween(lease().minus(unit()), lease());
    passTime(lease());
    assertThat(untilNextDue()).isZero();
  }

  @Test
  default void webhooksToPassOverDoNotCount() {
    Webhook hanging = activeWebhook();
    append(hanging, 3);

    assertThat(store().untilNextDue(claimWithout(hanging.id()), units(10))).isEqualTo(units(10));

    append(activeWebhook());
    assertThat(store().untilNextDue(claimWithout(hanging.id()), units(10))).isZero();
  }

  @Test
  default void heldDeliveriesDoNotCount() {
    Webhook webhook = activeWebhook();
    append(webhook);
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);

    assertThat(untilNextDue()).isEqualTo(units(10));

    changeStatus(disabled, WebhookStatus.ACTIVE);
    assertThat(untilNextDue()).isZero();
  }

  private Duration untilNextDue() {
    return store().untilNextDue(claimWithout(), units(10));
  }
}
