package dev.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A POST as an endpoint received it, and how it was answered.
 *
 * <p>Immutable and thread safe.
 */
public sealed class ReceivedRequest permits RecordedRequest {
  private final Instant time;
  private final String url;
  private final ContractHeaders headers;
  private final byte[] body;
  private final Answer answer;

  /**
   * @param body not copied: nobody changes it
   */
  ReceivedRequest(
      Instant time, String url, Map<String, String> headers, byte[] body, Answer answer) {
    this.time = time;
    this.url = url;
    this.headers = new ContractHeaders(headers);
    this.body = body;
    this.answer = answer;
  }

  /** When it was sent, by the test's clock; or when it arrived, by the system's. */
  public Instant time() {
    return time;
  }

  /** Where it went to. */
  public String url() {
    return url;
  }

  /**
   * The event's type.
   *
   * @throws NoSuchElementException when no header says so: then it is no webhook's request
   */
  public String eventType() {
    return contractHeader("Event");
  }

  /**
   * The delivery's id: the same for every attempt.
   *
   * @throws NoSuchElementException when no header says so
   */
  public String deliveryId() {
    return contractHeader("Delivery");
  }

  /**
   * Which attempt of its delivery it is, from 1.
   *
   * @throws NoSuchElementException when no header says so
   */
  public int attempt() {
    return Integer.parseInt(contractHeader("Attempt"));
  }

  /**
   * The signature in the hex header, over exactly the body's bytes.
   *
   * @throws NoSuchElementException when there is none
   */
  public String signature() {
    return contractHeader("Signature");
  }

  private String contractHeader(String name) {
    return headers
        .find(name)
        .orElseThrow(() -> new NoSuchElementException("no header X-…-" + name + " has arrived"));
  }

  /** The headers by name in any case; of a header that comes several times, the first value. */
  public Map<String, String> headers() {
    return headers.all();
  }

  /** The value of a header, by its name in any case; null when there is none. */
  public @Nullable String header(String name) {
    return headers.all().get(name);
  }

  /** The body's bytes. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as text. */
  public String text() {
    return new String(body, UTF_8);
  }

  /** How the endpoint answered. */
  public Answer answer() {
    return answer;
  }

  /** Where to, for a trace. */
  String target() {
    return url;
  }

  /** One line of a trace: when, what, where to, and with what success; without the body. */
  @Override
  public String toString() {
    return time
        + " "
        + headers.find("Event").orElse("?")
        + " "
        + headers.find("Delivery").orElse("?")
        + " attempt "
        + headers.find("Attempt").orElse("?")
        + " to "
        + target()
        + ": "
        + answer;
  }
}
