package dev.webhooks.internal.secrets;

import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.SignatureScheme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is secret about a webhook, sealed and opened as one. Immutable.
 *
 * @param key the one that was handed out last
 * @param former keys that still sign, the latest first
 * @param headers the values of the webhook's own headers, by name, in their order
 */
public record WebhookSecrets(WebhookKey key, List<FormerKey> former, Map<String, String> headers) {
  /** Receivers look at 16 signatures; and each key is kept in the webhook's row. */
  static final int MAX_FORMER = 4;

  /**
   * A key that has been replaced.
   *
   * @param until it signs before this instant
   * @param signsHex whether the hex header is its own until then
   */
  record FormerKey(WebhookKey key, Instant until, boolean signsHex) {}

  public WebhookSecrets {
    former = List.copyOf(former);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  public static WebhookSecrets of(WebhookKey key, Map<String, String> headers) {
    return new WebhookSecrets(key, List.of(), headers);
  }

  public WebhookSecrets withHeaders(Map<String, String> next) {
    return new WebhookSecrets(key, former, next);
  }

  /**
   * With another key in the first place. Keys that were replaced before keep their time, unless
   * this rotation is immediate.
   */
  public WebhookSecrets rotatedTo(
      WebhookKey next, SignatureScheme scheme, KeyRotation rotation, Instant now) {
    if (rotation.overlap().isZero()) {
      return new WebhookSecrets(next, List.of(), headers);
    }
    boolean signsHex = !rotation.cutsOver();
    List<FormerKey> kept = new ArrayList<>();
    kept.add(new FormerKey(key.reducedTo(scheme), now.plus(rotation.overlap()), signsHex));
    for (FormerKey older : former) {
      if (older.until().isAfter(now) && kept.size() < MAX_FORMER) {
        kept.add(
            new FormerKey(
                older.key().reducedTo(scheme), older.until(), signsHex && older.signsHex()));
      }
    }
    return new WebhookSecrets(next, kept, headers);
  }

  /** Leaves everything out. */
  @Override
  public String toString() {
    return "WebhookSecrets[redacted]";
  }
}
