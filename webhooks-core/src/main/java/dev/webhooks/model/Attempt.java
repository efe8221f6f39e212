package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One POST of a delivery.
 *
 * @param number counts from 1 over the delivery's whole life
 * @param at when it began, by the sending node's clock
 * @param duration from the look-up of the name to the end of the response
 * @param status the HTTP status, null when none arrived
 * @param error why it failed, null when it was acknowledged
 * @param responseBody the first 4 KiB of the response as text, so at most 4,096 characters, none of
 *     them NUL; null when no response arrived
 */
public record Attempt(
    int number,
    Instant at,
    Duration duration,
    @Nullable Integer status,
    @Nullable String error,
    @Nullable String responseBody) {

  public Attempt {
    requireNonNull(at, "at");
    requireNonNull(duration, "duration");
  }

  /** Leaves the response out: it is whatever an endpoint chose to say. */
  @Override
  public String toString() {
    return "Attempt[number="
        + number
        + ", at="
        + at
        + ", status="
        + status
        + ", error="
        + error
        + "]";
  }

  /** Whether the endpoint acknowledged the delivery: any 2xx does. */
  public boolean acknowledged() {
    return status != null && status >= 200 && status <= 299;
  }
}
