package dev.webhooks.testing;

import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * What arrived at an endpoint so far, for AssertJ's {@code assertThat(endpoint)}. It does not wait:
 * {@link RecordingEndpoint#next()} does.
 */
public final class RecordingEndpointAssert
    extends AbstractAssert<RecordingEndpointAssert, RecordingEndpoint> {

  RecordingEndpointAssert(RecordingEndpoint actual) {
    super(actual, RecordingEndpointAssert.class);
  }

  /** An event of this type arrived, whatever was answered. */
  public ReceivedRequestsAssert received(String eventType) {
    List<ReceivedRequest> all = actual.requests();
    ReceivedRequestsAssert found = new ReceivedRequestsAssert("received", all, all);
    found.info.description(info.description());
    return found.ofType(eventType);
  }

  /** No event arrived. */
  public RecordingEndpointAssert receivedNothing() {
    List<ReceivedRequest> all = actual.requests();
    if (!all.isEmpty()) {
      failWithMessage(
          "Expecting nothing to arrive, but there is%n%s", TestWebhooksAssert.lines(all));
    }
    return this;
  }
}
