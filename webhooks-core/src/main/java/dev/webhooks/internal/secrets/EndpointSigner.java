package dev.webhooks.internal.secrets;

import dev.webhooks.internal.secrets.WebhookSecrets.FormerKey;
import dev.webhooks.signing.Ed25519KeyPair;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.signing.StandardSigner;
import dev.webhooks.signing.WebhookSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Signs the requests to one webhook, at each moment with the keys of that moment. Immutable and
 * thread safe.
 */
public final class EndpointSigner {
  private final List<Stage> stages;
  private final Map<String, String> headers;
  private final Redaction redaction;

  /**
   * A time in which the same keys sign.
   *
   * @param until when it ends
   * @param standard null unless some key signs Standard Webhooks
   */
  private record Stage(Instant until, WebhookSigner hex, @Nullable StandardSigner standard) {}

  private EndpointSigner(List<Stage> stages, Map<String, String> headers, Redaction redaction) {
    this.stages = stages;
    this.headers = headers;
    this.redaction = redaction;
  }

  public static EndpointSigner of(WebhookSecrets secrets) {
    TreeSet<Instant> ends = new TreeSet<>(List.of(Instant.MAX));
    secrets.former().forEach(former -> ends.add(former.until()));
    return new EndpointSigner(
        ends.stream().map(end -> stage(secrets, end)).toList(),
        secrets.headers(),
        Redaction.of(secrets));
  }

  /** The hex header's value. */
  public String hex(byte[] body, Instant at) {
    return stage(at).hex().sign(body);
  }

  /** The headers of Standard Webhooks; none unless the webhook opted in. */
  public Map<String, String> standard(String deliveryId, byte[] body, Instant at) {
    StandardSigner standard = stage(at).standard();
    return standard == null ? Map.of() : standard.sign(deliveryId, at, body);
  }

  /** The webhook's own headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Takes the webhook's secrets out of what its endpoint answers. */
  public Redaction redaction() {
    return redaction;
  }

  private Stage stage(Instant at) {
    for (Stage stage : stages) {
      if (at.isBefore(stage.until())) {
        return stage;
      }
    }
    return stages.get(stages.size() - 1);
  }

  /** The stage that ends at this instant: former keys sign in it unless their time ends before. */
  private static Stage stage(WebhookSecrets secrets, Instant end) {
    WebhookKey hex = secrets.key();
    List<WebhookKey> signing = new ArrayList<>(List.of(secrets.key()));
    for (FormerKey former : secrets.former()) {
      if (!former.until().isBefore(end)) {
        signing.add(former.key());
        // The latest comes first, so this ends with the one that the receiver has had longest.
        hex = former.signsHex() ? former.key() : hex;
      }
    }
    return new Stage(end, WebhookSigner.of(hex.digest()), standard(signing));
  }

  private static @Nullable StandardSigner standard(List<WebhookKey> keys) {
    StandardSigner signer = null;
    for (WebhookKey key : keys) {
      SigningKey secret = key.secret();
      if (secret != null) {
        signer = signer == null ? StandardSigner.of(secret) : signer.and(secret);
      }
      Ed25519KeyPair pair = key.pair();
      if (pair != null) {
        signer = signer == null ? StandardSigner.of(pair) : signer.and(pair);
      }
    }
    return signer;
  }

  /** Leaves everything out. */
  @Override
  public String toString() {
    return "EndpointSigner[redacted]";
  }
}
