package dev.webhooks.testing;

import dev.webhooks.model.Webhook;
import java.util.List;

/** Assertions on requests of a {@link TestWebhooks}. Each narrows down which of them are meant. */
public final class RecordedRequestsAssert
    extends RequestsAssert<RecordedRequestsAssert, RecordedRequest> {

  RecordedRequestsAssert(String wanted, List<RecordedRequest> all, List<RecordedRequest> found) {
    super(wanted, all, found, RecordedRequestsAssert.class);
  }

  @Override
  RecordedRequestsAssert of(String wanted, List<RecordedRequest> all, List<RecordedRequest> found) {
    return new RecordedRequestsAssert(wanted, all, found);
  }

  /** To this webhook. */
  public RecordedRequestsAssert to(Webhook webhook) {
    return narrow("to " + webhook.id(), request -> request.webhookId().equals(webhook.id()));
  }
}
