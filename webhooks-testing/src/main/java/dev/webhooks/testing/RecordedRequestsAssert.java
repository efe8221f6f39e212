package dev.webhooks.testing;

import dev.webhooks.model.Webhook;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SignatureVerifier;
import java.time.Instant;
import java.util.List;

/** Assertions on requests that were sent. Each narrows down which of them are meant. */
public final class RecordedRequestsAssert
    extends NarrowingAssert<RecordedRequestsAssert, RecordedRequest> {

  RecordedRequestsAssert(String wanted, List<RecordedRequest> all, List<RecordedRequest> found) {
    super(wanted, all, found, RecordedRequestsAssert.class);
  }

  @Override
  RecordedRequestsAssert of(String wanted, List<RecordedRequest> all, List<RecordedRequest> found) {
    return new RecordedRequestsAssert(wanted, all, found);
  }

  RecordedRequestsAssert ofType(String eventType) {
    return narrow(eventType, request -> request.eventType().equals(eventType));
  }

  /** To this webhook. */
  public RecordedRequestsAssert to(Webhook webhook) {
    return narrow("to " + webhook.id(), request -> request.webhookId().equals(webhook.id()));
  }

  /**
   * As this attempt of its delivery.
   *
   * @param number from 1
   */
  public RecordedRequestsAssert onAttempt(int number) {
    return narrow("on attempt " + number, request -> request.attempt() == number);
  }

  /** At this instant. */
  public RecordedRequestsAssert at(Instant instant) {
    return narrow("at " + instant, request -> request.time().equals(instant));
  }

  /** With exactly this body. */
  public RecordedRequestsAssert withBody(String json) {
    return narrow("with body " + json, request -> request.text().equals(json));
  }

  /** With this header, its name in any case. */
  public RecordedRequestsAssert withHeader(String name, String value) {
    return narrow(
        "with header " + name + ": " + value, request -> value.equals(request.header(name)));
  }

  /** With a signature in the hex header that a receiver who holds this key accepts. */
  public RecordedRequestsAssert signedWith(ApiKey key) {
    SignatureVerifier verifier = SignatureVerifier.ofApiKeys(key.reveal());
    return narrow(
        "signed with the key that ends in " + key.hint(),
        request -> verifier.verify(request.body(), request.signature()).isValid());
  }
}
