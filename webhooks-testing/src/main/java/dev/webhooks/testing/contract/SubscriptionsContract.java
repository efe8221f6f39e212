package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.WebhookStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link DeliveryStore#subscriptions} must do, which shows changes of webhooks to publishers.
 *
 * @param <S> the store's type
 */
public interface SubscriptionsContract<S extends WebhookStore & DeliveryStore>
    extends StoreFixture<S> {

  /** A store may load so many in steps. */
  @Test
  default void subscriptionsHoldAllOfManyWebhooks() {
    List<Webhook> webhooks = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      webhooks.add(activeWebhook());
    }

    assertThat(store().subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow())
        .satisfies(all -> assertThat(all.webhooks()).containsExactlyInAnyOrderElementsOf(webhooks))
        .satisfies(all -> assertThat(all.version()).isEqualTo(subscriptionsVersion()));
  }

  @ParameterizedTest
  @EnumSource(WebhookStatus.class)
  default void subscriptionsHoldWebhooksOfEveryStatus(WebhookStatus status) {
    Webhook webhook = changeStatus(activeWebhook(), status);
    register(webhook(OTHER_WORKSPACE));

    Subscriptions found = store().subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow();

    assertThat(found.webhooks()).containsExactly(webhook);
    assertThat(found.version()).isNotNegative();
  }

  @Test
  default void aWorkspaceWithoutWebhooksHasEmptySubscriptions() {
    Subscriptions none = store().subscriptions("nobody", Subscriptions.NONE).orElseThrow();

    assertThat(none.webhooks()).isEmpty();
    assertThat(none.version()).isNotNegative();
    assertThat(store().subscriptions("nobody", none.version())).isEmpty();
  }

  @Test
  default void everyChangeOfAWebhookIsSeenByTheNextPublishOnAnyNode() {
    List<Long> versions = new ArrayList<>(List.of(subscriptionsVersion()));

    Webhook webhook = activeWebhook();
    versions.add(newVersion(versions, List.of(webhook)));
    Webhook changed = changeStatus(webhook, WebhookStatus.DISABLED);
    versions.add(newVersion(versions, List.of(changed)));
    assertThat(store().delete(WORKSPACE, webhook.id())).isTrue();
    versions.add(newVersion(versions, List.of()));
    Webhook next = activeWebhook();
    versions.add(newVersion(versions, List.of(next)));

    assertThat(versions).isSorted().doesNotHaveDuplicates();
    assertThat(otherNode().subscriptions(WORKSPACE, versions.get(4) + 100)).isPresent();
  }

  @Test
  default void changesInOtherWorkspacesLeaveSubscriptionsAlone() {
    activeWebhook();
    long version = subscriptionsVersion();

    Webhook theirs = register(webhook(OTHER_WORKSPACE));
    changeStatus(theirs, WebhookStatus.DISABLED);
    assertThat(store().delete(OTHER_WORKSPACE, theirs.id())).isTrue();

    assertThat(store().subscriptions(WORKSPACE, version)).isEmpty();
  }

  /** What a publisher on another node finds out after a change: the new version. */
  private long newVersion(List<Long> before, List<Webhook> expected) {
    for (long stale : before) {
      assertThat(otherNode().subscriptions(WORKSPACE, stale)).isPresent();
    }
    Subscriptions found =
        otherNode().subscriptions(WORKSPACE, before.get(before.size() - 1)).orElseThrow();
    assertThat(found.webhooks()).isEqualTo(expected);
    assertThat(otherNode().subscriptions(WORKSPACE, found.version())).isEmpty();
    return found.version();
  }
}
