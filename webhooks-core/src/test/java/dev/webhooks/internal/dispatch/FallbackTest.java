package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FallbackTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Guarantee L: whatever is refused of it, what was acknowledged is not called failed. */
  @Test
  void anAcknowledgedDeliveryStaysDelivered() {
    Completion delivered = completion(attempt(200, null), DeliveryState.DELIVERED, null);

    assertThatSteps(downFrom(delivered))
        .containsExactly(
            completion(bare(200, null), DeliveryState.DELIVERED, null),
            completion(null, DeliveryState.DELIVERED, null));
  }

  /** Guarantees L and W: the attempt is kept as long as it can be, and so are the retries. */
  @Test
  void aRetryLosesItsTextsThenItsRetriesThenItsAttempt() {
    Completion retry = completion(attempt(503, "status 503"), DeliveryState.PENDING, "status 503");

    assertThatSteps(downFrom(retry))
        .containsExactly(
            completion(bare(503, Fallback.REASON), DeliveryState.PENDING, Fallback.REASON),
            completion(bare(503, Fallback.REASON), DeliveryState.FAILED, Fallback.REASON),
            completion(null, DeliveryState.FAILED, Fallback.REASON));
  }

  @Test
  void aParkedDeliveryLosesItsReason() {
    assertThatSteps(downFrom(completion(null, DeliveryState.FAILED, "the key can't be read")))
        .containsExactly(completion(null, DeliveryState.FAILED, Fallback.REASON));
  }

  /** Nothing was sent: the lease gives it back as well. */
  @Test
  void aDeliveryThatWasGivenBackIsLeftToItsLease() {
    assertThatSteps(downFrom(completion(null, DeliveryState.PENDING, null))).isEmpty();
    assertThatSteps(downFrom(completion(null, DeliveryState.CANCELLED, null))).isEmpty();
  }

  private static ListAssert<Completion> assertThatSteps(List<Completion> steps) {
    return assertThat(steps).usingRecursiveFieldByFieldElementComparator();
  }

  private static List<Completion> downFrom(Completion refused) {
    List<Completion> steps = new ArrayList<>();
    Optional<Completion> less = Fallback.of(refused);
    while (less.isPresent()) {
      steps.add(less.get());
      less = Fallback.of(less.get());
    }
    return steps;
  }

  private static Completion completion(
      @Nullable Attempt attempt, DeliveryState state, @Nullable String error) {
    Duration delay = state == DeliveryState.PENDING ? SOON : Duration.ZERO;
    return Completion.builder("dlv_1", "wh_1", 7, state)
        .attempt(attempt)
        .delay(delay)
        .error(error)
        .build();
  }

  private static Attempt attempt(int status, @Nullable String error) {
    return Attempt.builder(1, Instant.EPOCH, Duration.ofMillis(3))
        .httpStatus(status)
        .error(error)
        .responseBody("what it said")
        .build();
  }

  private static Attempt bare(int status, @Nullable String error) {
    return Attempt.builder(1, Instant.EPOCH, Duration.ofMillis(3))
        .httpStatus(status)
        .error(error)
        .build();
  }
}
