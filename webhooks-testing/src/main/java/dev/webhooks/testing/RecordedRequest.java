package dev.webhooks.testing;

import dev.webhooks.internal.http.HttpPost;
import java.time.Instant;

/**
 * A POST that {@link TestWebhooks} sent, and how it was answered. Its headers are all but those
 * that HTTP itself needs. Handshakes are not recorded.
 *
 * <p>Immutable and thread safe.
 */
public final class RecordedRequest extends ReceivedRequest {
  private final String webhookId;

  RecordedRequest(Instant time, HttpPost post, Answer answer) {
    super(time, post.url(), post.headers(), post.body(), answer);
    this.webhookId = post.owner();
  }

  /** The webhook that it went to, by its id. */
  public String webhookId() {
    return webhookId;
  }

  @Override
  String target() {
    return webhookId;
  }
}
