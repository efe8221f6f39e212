package dev.webhooks.examples.settings.http;

import dev.webhooks.model.Verification;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A webhook as the API shows it: what its owner may know, and no secret. */
record WebhookJson(
    String id,
    String name,
    String description,
    Map<String, String> metadata,
    String url,
    List<String> accounts,
    List<String> eventTypes,
    String status,
    @Nullable String statusReason,
    String keyHint,
    String createdAt,
    List<String> headers,
    String signatures,
    @Nullable String publicKey,
    @Nullable Integer rateLimit,
    boolean ordered,
    ConditionJson health) {

  static WebhookJson of(Webhook webhook, WebhookCondition condition) {
    return new WebhookJson(
        webhook.id(),
        webhook.name(),
        webhook.settings().description(),
        webhook.settings().metadata(),
        webhook.url(),
        webhook.settings().accounts(),
        webhook.settings().eventTypes(),
        webhook.status().name(),
        webhook.statusReason(),
        webhook.keyHint(),
        Times.format(webhook.createdAt()),
        webhook.settings().headerNames(),
        webhook.settings().signatures().name(),
        webhook.publicKey(),
        webhook.settings().rateLimit(),
        webhook.settings().ordered(),
        ConditionJson.of(webhook, condition));
  }

  /** One page of a workspace's webhooks. */
  record Page(List<WebhookJson> webhooks, @Nullable String nextCursor) {}

  /** A new webhook, with the key that is shown this once. */
  record Registered(WebhookJson webhook, String apiKey, Verified verification) {}

  /** A webhook with a new key. */
  record Rotated(WebhookJson webhook, String apiKey) {}

  /** A webhook after its URL was asked to prove itself. */
  record Judged(WebhookJson webhook, Verified verification) {}

  /**
   * How a handshake went.
   *
   * @param reason why the URL did not prove itself, for people to read; null when it did
   */
  record Verified(boolean verified, @Nullable String reason) {
    static Verified of(Verification verification) {
      return new Verified(verification.verified(), verification.detail());
    }
  }
}
