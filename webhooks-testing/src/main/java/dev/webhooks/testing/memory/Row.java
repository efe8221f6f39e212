package dev.webhooks.testing.memory;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A delivery as {@link DeliveryTable} keeps it, together with its event. Not thread safe. */
final class Row {
  final String id;
  final String webhookId;
  final NewEvent event;

  /** Its place in the log. */
  final Cursor place;

  /** As it was written: never {@code HELD}, which follows from the webhook. */
  DeliveryState state = DeliveryState.PENDING;

  /**
   * Set by {@link Agenda} alone, which sorts by it; null when the delivery is not on the agenda.
   */
  @Nullable Instant dueAt;

  /** Differs from every token handed out before, so it is nobody's until the next claim. */
  long token;

  /** What the last attempt was answered with; null when it was not, or when there was none. */
  @Nullable Integer lastStatus;

  /** How long it had been due at the last claim. */
  Duration overdue = Duration.ZERO;

  /** How long its claimer is to hold it back. */
  Duration sendAfter = Duration.ZERO;

  /** When the round ends that its last claim opened; null if it opened none. */
  @Nullable Instant roundEnds;

  /** Whether a claim has it, or had it when its lease ended. */
  boolean claimed;

  private final List<Attempt> attempts = new ArrayList<>(1);
  private int attemptsBeforeRound;
  private @Nullable String lastError;

  Row(String id, String webhookId, NewEvent event, Instant createdAt, long token) {
    this.id = id;
    this.webhookId = webhookId;
    this.event = event;
    this.place = new Cursor(createdAt, id);
    this.token = token;
  }

  Instant createdAt() {
    return place.createdAt();
  }

  /**
   * Keeps what a completion tells. One without an attempt or an error says nothing new about the
   * last attempt.
   */
  void record(Completion completion) {
    Attempt attempt = completion.attempt();
    if (attempt != null) {
      attempts.add(attempt);
      lastStatus = attempt.httpStatus();
      lastError = completion.error();
      attemptsBeforeRound += completion.askedToWait() == null ? 0 : 1;
    } else if (completion.error() != null) {
      lastError = completion.error();
    }
  }

  /**
   * Of the attempts before this number the newest, oldest first; they are numbered without gaps.
   */
  List<Attempt> attempts(int before, int limit) {
    int end = Math.min(attempts.size(), Math.max(before, 1) - 1);
    return List.copyOf(attempts.subList(Math.max(0, end - limit), end));
  }

  int attemptCount() {
    return attempts.size();
  }

  boolean isExhausted() {
    return attempts.size() >= Delivery.MAX_ATTEMPTS;
  }

  void beginRound() {
    attemptsBeforeRound = attempts.size();
  }

  private DeliveryReference reference() {
    return DeliveryReference.builder(id)
        .event(event.id(), event.type())
        .workspace(event.workspace())
        .account(event.account())
        .webhookId(webhookId)
        .createdAt(createdAt())
        .test(event.test())
        .build();
  }

  ClaimedDelivery claimed(long webhookVersion, Instant now) {
    return ClaimedDelivery.builder(reference(), token)
        .body(event.body())
        .attempts(attempts.size(), attemptsBeforeRound)
        .sendAfter(sendAfter)
        .roundEnds(roundEnds)
        .webhookVersion(webhookVersion)
        .overdue(overdue)
        .age(Duration.between(createdAt(), now))
        .traceparent(event.traceparent())
        .build();
  }

  /** While a claim has it, nobody knows when it is sent next, nor while others come before it. */
  private @Nullable Instant nextAttemptAt(Instant now) {
    boolean underWay = claimed && dueAt != null && dueAt.isAfter(now);
    boolean isBehindOthers = dueAt != null && Agenda.isPlace(dueAt);
    return underWay || isBehindOthers ? null : dueAt;
  }

  Delivery delivery(DeliveryState shown, Instant now) {
    return Delivery.builder(reference(), shown)
        .attempts(attempts.size())
        .nextAttemptAt(shown == DeliveryState.PENDING ? nextAttemptAt(now) : null)
        .last(lastStatus, lastError)
        .build();
  }

  DeliveryDetail detail(DeliveryState shown, Instant now) {
    String body = new String(event.body(), StandardCharsets.UTF_8);
    return DeliveryDetail.of(
        delivery(shown, now), body, attempts(Integer.MAX_VALUE, DeliveryDetail.MAX_ATTEMPTS));
  }
}
