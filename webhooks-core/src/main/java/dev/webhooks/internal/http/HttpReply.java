package dev.webhooks.internal.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a POST: a status, a failure, or both.
 *
 * <p>A status that was received is never lost to what follows it: when reading the body fails or
 * times out, {@code failure} says so beside the status, and {@code body} is what came until then.
 *
 * @param status the final status, 100 to 999; null if none was received
 * @param contentType the header's value, printable ASCII of at most 256 characters, or null
 * @param contentEncoding the header's value, likewise: whether the body is compressed
 * @param retryAfter the {@code Retry-After} header's value, not interpreted; printable ASCII of at
 *     most 256 characters, or null
 * @param date the {@code Date} header's value, likewise: the time by the endpoint's own clock
 * @param body its first bytes, as they came (never inflated); not copied, not null
 * @param truncated whether the body went on, or broke off after it began
 * @param failure why there is no status, or why the body broke off; null if neither is so
 * @param duration of the whole call
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the delivery log; never compared
public record HttpReply(
    @Nullable Integer status,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable String retryAfter,
    @Nullable String date,
    byte[] body,
    boolean truncated,
    @Nullable HttpFailure failure,
    Duration duration) {

  public HttpReply {
    if (status == null && failure == null) {
      throw new IllegalArgumentException("a status or a failure");
    }
  }

  /**
   * {@return how long the answer asks to wait; null if it doesn't}
   *
   * @param now when the answer came; a date counts from the answer's own {@code Date}, if it has
   *     one
   */
  public @Nullable Duration retryAfter(Instant now) {
    return RetryAfter.parse(retryAfter, date, now);
  }

  /** {@return the body as text, or what is to be said of a compressed one} */
  public String text() {
    return ReplyText.of(this);
  }

  /** {@return how the body is compressed, a few words of ASCII; null if it is as it should be} */
  public @Nullable String compression() {
    return ReplyText.compression(contentEncoding);
  }
}
