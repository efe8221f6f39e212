package dev.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.internal.http.HttpPost;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A POST as a webhook's endpoint received it, and how it was answered. Handshakes are not recorded.
 *
 * <p>Immutable and thread safe.
 */
public final class RecordedRequest {
  private final Instant time;
  private final HttpPost post;
  private final Map<String, String> headers;
  private final Answer answer;

  RecordedRequest(Instant time, HttpPost post, Answer answer) {
    this.time = time;
    this.post = post;
    this.headers = headers(post);
    this.answer = answer;
  }

  private static Map<String, String> headers(HttpPost post) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(post.headers());
    return Collections.unmodifiableMap(headers);
  }

  /**
   * The value of a header of the wire contract, whatever the brand in its name. A webhook's own
   * headers come after the contract's.
   */
  static String contractHeader(HttpPost post, String suffix) {
    return post.headers().entrySet().stream()
        .filter(header -> header.getKey().startsWith("X-") && header.getKey().endsWith(suffix))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** When it was sent. */
  public Instant time() {
    return time;
  }

  /** The webhook that it went to, by its id. */
  public String webhookId() {
    return post.owner();
  }

  /** Where it went to. */
  public String url() {
    return post.url();
  }

  /** The event's type. */
  public String eventType() {
    return contractHeader(post, "-Event");
  }

  /** The delivery's id: the same for every attempt. */
  public String deliveryId() {
    return contractHeader(post, "-Delivery");
  }

  /** Which attempt of its delivery it is, from 1. */
  public int attempt() {
    return Integer.parseInt(contractHeader(post, "-Attempt"));
  }

  /** The signature in the hex header, over exactly the body's bytes. */
  public String signature() {
    return contractHeader(post, "-Signature");
  }

  /** The headers but for those that HTTP itself needs, by name in any case. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The value of a header, by its name in any case; null when there is none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The body's bytes. */
  public byte[] body() {
    return post.body().clone();
  }

  /** The body as text. */
  public String text() {
    return new String(post.body(), UTF_8);
  }

  /** How the endpoint answered. */
  public Answer answer() {
    return answer;
  }

  /** One line of a trace: when, what, where to, and with what success; without the body. */
  @Override
  public String toString() {
    return time
        + " "
        + eventType()
        + " "
        + deliveryId()
        + " attempt "
        + attempt()
        + " to "
        + webhookId()
        + ": "
        + answer;
  }
}
