package dev.webhooks.internal.dispatch;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of an outcome that the store refuses as it is: first all but the texts, then the
 * attempt alone, then not even that. An acknowledged delivery stays delivered throughout; one that
 * was not is given up rather than sent again and again without a trace in the log.
 */
public final class Fallback {
  /** What takes the place of a text that the store refused. */
  public static final String REASON = "the outcome of an attempt could not be stored";

  private Fallback() {}

  /**
   * Answers with less than was refused; empty when no less is worth storing, so that the delivery
   * comes back when its lease ends.
   */
  static Optional<Completion> of(Completion refused) {
    Attempt attempt = refused.attempt();
    if (attempt == null) {
      return refused.state() == DeliveryState.FAILED && !REASON.equals(refused.error())
          ? Optional.of(with(refused, null, DeliveryState.FAILED))
          : Optional.empty();
    }
    Attempt bare = withoutTexts(attempt);
    if (!bare.equals(attempt)) {
      return Optional.of(with(refused, bare, refused.state()));
    }
    return refused.state() == DeliveryState.PENDING
        ? Optional.of(with(refused, bare, DeliveryState.FAILED))
        : Optional.of(with(refused, null, refused.state()));
  }

  private static Attempt withoutTexts(Attempt attempt) {
    return Attempt.builder(attempt.number(), attempt.startedAt(), attempt.duration())
        .httpStatus(attempt.httpStatus())
        .error(attempt.acknowledged() ? null : REASON)
        .build();
  }

  private static Completion with(
      Completion refused, @Nullable Attempt attempt, DeliveryState state) {
    boolean pending = state == DeliveryState.PENDING;
    return Completion.builder(refused.deliveryId(), refused.webhookId(), refused.token(), state)
        .attempt(attempt)
        .sentTo(refused.sentTo())
        .delay(pending ? refused.delay() : Duration.ZERO)
        .askedToWait(pending ? refused.askedToWait() : null)
        .error(state == DeliveryState.DELIVERED ? null : REASON)
        .roundEnds(refused.roundEnds())
        .build();
  }
}
