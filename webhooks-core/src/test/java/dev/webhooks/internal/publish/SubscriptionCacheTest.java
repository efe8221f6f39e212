package dev.webhooks.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.Subscriptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Guarantee B: what publishers remember is weighed, not counted. */
class SubscriptionCacheTest {
  private static final long MAX_BYTES = 4 << 20;

  private final SubscriptionCache cache = new SubscriptionCache(MAX_BYTES);
  private final Loader loader = new Loader();

  @Test
  void whatManyTenantsMakeOfTheirFiltersStaysWithinTheWeight() {
    loader.accounts = accounts(1_000);

    for (int i = 0; i < 1_200; i++) {
      assertThat(cache.known(loader, "tenant-" + i).webhooks()).hasSize(1);
    }

    assertThat(loader.loaded).isEqualTo(1_200);
    assertThat(cache.weight()).isBetween(MAX_BYTES / 4, MAX_BYTES);
  }

  @Test
  void whatFitsIsLoadedOnce() {
    for (int i = 0; i < 1_000; i++) {
      cache.known(loader, "tenant-" + i % 100);
    }

    assertThat(loader.loaded).isEqualTo(100);
  }

  /** It is slower, and no less right. */
  @Test
  void aWorkspaceThatDoesNotFitIsLoadedEachTime() {
    loader.accounts = accounts(100_000);

    for (int i = 0; i < 3; i++) {
      assertThat(
              cache
                  .known(loader, "wide")
                  .webhooks()
                  .get(0)
                  .settings()
                  .wants("any", "account-77777-of-many"))
          .isTrue();
    }

    assertThat(loader.loaded).isEqualTo(3);
    assertThat(cache.weight()).isLessThan(MAX_BYTES);
  }

  private static List<String> accounts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "account-" + i + "-of-many").toList();
  }

  /** One webhook a workspace, which never changes. */
  private static final class Loader implements Outbox {
    private List<String> accounts = List.of();
    private int loaded;

    @Override
    public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
      if (knownVersion == 1) {
        return Optional.empty();
      }
      loaded++;
      return Optional.of(new Subscriptions(1, List.of(webhook(workspace))));
    }

    @Override
    public Optional<List<PublishedEvent>> append(EventBatch batch) {
      throw new UnsupportedOperationException();
    }

    private Webhook webhook(String workspace) {
      return Webhook.stored(
              "wh_" + workspace,
              workspace,
              WebhookSettings.stored()
                  .name("CRM")
                  .url("https://hooks.example.com/")
                  .accounts(accounts)
                  .build(),
              Instant.EPOCH)
          .status(WebhookStatus.ACTIVE, null)
          .key("k7Qz", null)
          .verifiedAt(Instant.EPOCH)
          .version(1)
          .build();
    }
  }
}
