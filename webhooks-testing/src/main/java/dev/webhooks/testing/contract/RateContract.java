package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How deliveries to webhooks with a rate limit are claimed.
 *
 * @param <S> the store's type
 */
public interface RateContract<S extends Store> extends StoreFixture<S> {

  private Webhook limitedWebhook(int rate) {
    Webhook webhook = Samples.webhook(WORKSPACE);
    return register(webhook.toBuilder().settings(settings -> settings.rateLimit(rate)).build());
  }

  private List<ClaimedDelivery> claim(int node) {
    return node(node).claim(ClaimRequest.builder(100, lease()).build());
  }

  /** Guarantee N: it is kept by all nodes together, and evenly. */
  @Test
  default void nodesTogetherSendNoMoreThanTheRateAllows() {
    append(limitedWebhook(40), 100);
    List<ClaimedDelivery> claimed = Collections.synchronizedList(new ArrayList<>());

    Race.run(4, thread -> claimed.addAll(claim(thread)));
    for (int i = 0; i < 6; i++) {
      claimed.addAll(claim(i));
    }

    // A quarter of a second ahead at a time, half a second in all, and what passes meanwhile.
    assertThat(claimed).hasSizeBetween(10, 40);
    assertThat(claimed).extracting(ClaimedDelivery::sendAfter).allMatch(d -> !d.isNegative());
    List<ClaimedDelivery> first = claimed.stream().limit(10).toList();
    List<Duration> times = first.stream().map(ClaimedDelivery::sendAfter).sorted().toList();
    for (int i = 1; i < times.size(); i++) {
      Duration between = times.get(i).minus(times.get(i - 1));
      assertThat(between).isBetween(Duration.ofMillis(24), Duration.ofMillis(26));
    }
    assertThat(store().untilNextDue(ClaimRequest.builder(9, lease()).build(), units(60)))
        .isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  default void timeThatPassesIsNotSavedUp() {
    append(limitedWebhook(40), 100);
    while (!claim(0).isEmpty()) {
      // until it is too early for more
    }
    passTime(units(1));

    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      claimed.addAll(claim(i));
    }
    assertThat(claimed).hasSizeBetween(10, 40);
  }

  @Test
  default void theSlowestRateIsOneASecond() {
    append(limitedWebhook(1), 5);

    assertThat(claim(0)).hasSize(1);
    assertThat(claim(1)).isEmpty();
  }

  @Test
  default void othersAreNotHeldBack() {
    append(limitedWebhook(1), 5);
    append(activeWebhook(), 30);

    List<ClaimedDelivery> claimed = claimAll();

    assertThat(claimed).hasSizeBetween(31, 33);
    assertThat(claimed).filteredOn(claim -> claim.sendAfter().isZero()).hasSizeGreaterThan(29);
  }
}
