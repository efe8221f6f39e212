package dev.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpReply;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook's endpoint does with a request: a status, or a failure on the way to one.
 *
 * <pre>{@code
 * Answer.status(503).withBody("try later").withRetryAfter(Duration.ofMinutes(2))
 * }</pre>
 *
 * <p>Immutable and thread safe.
 */
public final class Answer {
  private final String text;
  private final @Nullable Integer status;
  private final @Nullable HttpFailure failure;
  private final byte[] body;
  private final @Nullable Duration retryAfter;

  private Answer(
      String text,
      @Nullable Integer status,
      @Nullable HttpFailure failure,
      byte[] body,
      @Nullable Duration retryAfter) {
    this.text = text;
    this.status = status;
    this.failure = failure;
    this.body = body;
    this.retryAfter = retryAfter;
  }

  /**
   * An HTTP status and an empty body.
   *
   * @param status from 200 to 599; any 2xx acknowledges
   * @throws IllegalArgumentException when it is another
   */
  public static Answer status(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be from 200 to 599");
    }
    return new Answer(Integer.toString(status), status, null, new byte[0], null);
  }

  /** No answer within the timeout, which the attempt's duration then is. */
  public static Answer timeout() {
    return failed("timeout", HttpFailure.TIMEOUT);
  }

  /** Nothing listens there. */
  public static Answer connectionRefused() {
    return failed("connection refused", HttpFailure.REFUSED);
  }

  /** The connection broke before an answer came. */
  public static Answer connectionReset() {
    return failed("connection reset", HttpFailure.RESET);
  }

  /**
   * The host's name can't be resolved. When endpoints of three workspaces say so within a minute
   * and none answers, the library takes it for this node's own failure, and counts no attempt for a
   * while.
   */
  public static Answer unknownHost() {
    return failed("unknown host", HttpFailure.UNKNOWN_HOST);
  }

  private static Answer failed(String text, HttpFailure failure) {
    return new Answer(text, null, failure, new byte[0], null);
  }

  /**
   * The same status with a body of text, in UTF-8. The delivery log keeps the first 4 KiB.
   *
   * @throws IllegalStateException when this is a failure, which has no body
   */
  public Answer withBody(String body) {
    requireStatus();
    return new Answer(
        text, status, failure, requireNonNull(body, "body").getBytes(UTF_8), retryAfter);
  }

  /**
   * The same status with a {@code Retry-After} header, in whole seconds.
   *
   * @throws IllegalStateException when this is a failure, which has no headers
   */
  public Answer withRetryAfter(Duration retryAfter) {
    requireStatus();
    return new Answer(text, status, failure, body, requireNonNull(retryAfter, "retryAfter"));
  }

  /** Whether it acknowledges a delivery: any 2xx does. */
  public boolean acknowledges() {
    return status != null && status <= 299;
  }

  /** In a few words, as in {@code 503} or {@code timeout}. */
  @Override
  public String toString() {
    return text;
  }

  /** The status; null when this is a failure. */
  @Nullable Integer status() {
    return status;
  }

  /** The body, not copied; empty when this is a failure. */
  byte[] body() {
    return body;
  }

  /** In whole seconds; null for none. */
  @Nullable String retryAfter() {
    return retryAfter == null ? null : Long.toString(retryAfter.toSeconds());
  }

  /** Whether no answer comes at all. */
  boolean isTimeout() {
    return HttpFailure.TIMEOUT.equals(failure);
  }

  /** Whether it happens after the connection was made, so that an endpoint can have it happen. */
  boolean isOfAnEndpoint() {
    return status != null || isTimeout() || HttpFailure.RESET.equals(failure);
  }

  /** As the engine sees it. */
  HttpReply reply(Duration timeout, int maxBytes) {
    return new HttpReply(
        status,
        status == null ? null : "text/plain; charset=utf-8",
        null,
        retryAfter(),
        null,
        Arrays.copyOf(body, Math.min(body.length, maxBytes)),
        body.length > maxBytes,
        failure,
        isTimeout() ? timeout : Duration.ZERO);
  }

  private void requireStatus() {
    if (status == null) {
      throw new IllegalStateException("a failure has neither body nor headers");
    }
  }
}
