package dev.webhooks.testing;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SignatureVerifier;
import java.time.Instant;
import java.util.List;

/**
 * Assertions on requests, whoever received them. Each narrows down which of them are meant.
 *
 * @param <S> the assertion's own type
 * @param <R> the requests'
 */
abstract class RequestsAssert<S extends RequestsAssert<S, R>, R extends ReceivedRequest>
    extends NarrowingAssert<S, R> {

  RequestsAssert(String wanted, List<R> all, List<R> found, Class<S> type) {
    super(wanted, all, found, type);
  }

  S ofType(String eventType) {
    return narrow(eventType, request -> request.eventType().equals(eventType));
  }

  /**
   * As this attempt of its delivery.
   *
   * @param number from 1
   */
  public S onAttempt(int number) {
    return narrow("on attempt " + number, request -> request.attempt() == number);
  }

  /** At this instant. */
  public S at(Instant instant) {
    return narrow("at " + instant, request -> request.time().equals(instant));
  }

  /** With exactly this body. */
  public S withBody(String json) {
    return narrow("with body " + json, request -> request.text().equals(json));
  }

  /** With this header, its name in any case. */
  public S withHeader(String name, String value) {
    return narrow(
        "with header " + name + ": " + value, request -> value.equals(request.header(name)));
  }

  /** With a signature in the hex header that a receiver who holds this key accepts. */
  public S signedWith(ApiKey key) {
    SignatureVerifier verifier = SignatureVerifier.ofApiKeys(key.reveal());
    return narrow(
        "signed with the key that ends in " + key.hint(),
        request -> verifier.verify(request.body(), request.signature()).isValid());
  }
}
