package dev.webhooks.testing;

import dev.webhooks.model.Webhook;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * What became of events, for AssertJ's {@code assertThat(testWebhooks)}.
 *
 * <p>Each method answers with what it found, and each method of that answer narrows it down. As
 * soon as nothing is left, the assertion fails and shows all that there was.
 */
public final class TestWebhooksAssert extends AbstractAssert<TestWebhooksAssert, TestWebhooks> {

  TestWebhooksAssert(TestWebhooks actual) {
    super(actual, TestWebhooksAssert.class);
  }

  /** An event of this type was published, and committed. */
  public RecordedEventsAssert published(String eventType) {
    List<RecordedEvent> all = actual.published();
    return described(new RecordedEventsAssert("published", all, all)).ofType(eventType);
  }

  /** No event was published. */
  public TestWebhooksAssert publishedNothing() {
    List<RecordedEvent> published = actual.published();
    if (!published.isEmpty()) {
      failWithMessage("Expecting nothing to be published, but there is%n%s", lines(published));
    }
    return this;
  }

  /** An event of this type was sent, and the endpoint acknowledged it. */
  public RecordedRequestsAssert delivered(String eventType) {
    List<RecordedRequest> all = actual.requests();
    List<RecordedRequest> acknowledged =
        all.stream().filter(request -> request.answer().acknowledges()).toList();
    return described(new RecordedRequestsAssert("delivered", all, acknowledged)).ofType(eventType);
  }

  /** An event of this type was sent, whatever the endpoint answered. */
  public RecordedRequestsAssert attempted(String eventType) {
    List<RecordedRequest> all = actual.requests();
    return described(new RecordedRequestsAssert("attempted", all, all)).ofType(eventType);
  }

  /** A delivery of an event of this type was given up; what is found is its last attempt. */
  public RecordedRequestsAssert gaveUp(String eventType) {
    return described(
            new RecordedRequestsAssert("given up", actual.requests(), actual.lastOfGivenUp()))
        .ofType(eventType);
  }

  /** Nothing was sent. */
  public TestWebhooksAssert sentNothing() {
    List<RecordedRequest> sent = actual.requests();
    if (!sent.isEmpty()) {
      failWithMessage("Expecting nothing to be sent, but there is%n%s", lines(sent));
    }
    return this;
  }

  /** Nothing was sent to this webhook. */
  public TestWebhooksAssert sentNothingTo(Webhook webhook) {
    List<RecordedRequest> sent = actual.requests(webhook);
    if (!sent.isEmpty()) {
      failWithMessage(
          "Expecting nothing to be sent to %s, but there is%n%s", webhook.id(), lines(sent));
    }
    return this;
  }

  private <A extends AbstractAssert<?, ?>> A described(A found) {
    found.info.description(info.description());
    return found;
  }

  static String lines(List<?> all) {
    if (all.isEmpty()) {
      return "  (nothing)";
    }
    StringBuilder lines = new StringBuilder();
    all.forEach(line -> lines.append("  ").append(line).append('\n'));
    return lines.toString();
  }
}
