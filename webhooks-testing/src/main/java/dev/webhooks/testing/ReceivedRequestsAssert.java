package dev.webhooks.testing;

import java.util.List;

/**
 * Assertions on requests of a {@link RecordingEndpoint}. Each narrows down which of them are meant.
 */
public final class ReceivedRequestsAssert
    extends RequestsAssert<ReceivedRequestsAssert, ReceivedRequest> {

  ReceivedRequestsAssert(String wanted, List<ReceivedRequest> all, List<ReceivedRequest> found) {
    super(wanted, all, found, ReceivedRequestsAssert.class);
  }

  @Override
  ReceivedRequestsAssert of(String wanted, List<ReceivedRequest> all, List<ReceivedRequest> found) {
    return new ReceivedRequestsAssert(wanted, all, found);
  }
}
