package dev.webhooks.internal.wire;

import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.secrets.EndpointSigner;
import dev.webhooks.signing.StandardSigner;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of the wire contract, in the host's brand. Immutable. */
public final class WireHeaders {
  private static final Pattern BRAND = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,39}");

  /** {@link StandardSigner#ID_HEADER} and its like. */
  private static final String STANDARD_PREFIX = "webhook-";

  /**
   * Headers by which clouds, and what runs in them, tell a request of the machine's own program
   * from one that a stranger made it send. All with "metadata" in the name are taken besides:
   * {@code Metadata-Flavor}, {@code X-aws-ec2-metadata-token}, {@code X-Metadata-Token} and their
   * like.
   */
  private static final Set<String> PROOFS_OF_ORIGIN =
      Set.of("secret", "x-identity-header", "x-vault-request");

  private final String reservedPrefix;
  private final String userAgent;
  private final String signature;
  private final String event;
  private final String delivery;
  private final String attempt;
  private final String test;

  /**
   * @param brand the host product's name, as in {@code DMtoLead}; null for none
   * @throws IllegalArgumentException when it can't stand in a header's name
   */
  public WireHeaders(@Nullable String brand) {
    if (brand != null && !BRAND.matcher(brand).matches()) {
      throw new IllegalArgumentException(
          "brand must be 1 to 40 letters, digits or hyphens, a letter first");
    }
    String prefix = "X-" + (brand == null ? "Webhook" : brand) + "-";
    this.reservedPrefix = prefix.toLowerCase(Locale.ROOT);
    this.userAgent = brand == null ? "Webhooks" : brand + "-Webhooks";
    this.signature = prefix + "Signature";
    this.event = prefix + "Event";
    this.delivery = prefix + "Delivery";
    this.attempt = prefix + "Attempt";
    this.test = prefix + "Test";
  }

  /**
   * Whether a webhook may not have this header as one of its own: all that begin like the
   * contract's are ours, and so is what HTTP itself needs; and none may open a metadata service,
   * should ever a request reach one (Guarantee S).
   */
  public boolean reserves(String name) {
    // Servers in the way of CGI can't tell the two apart.
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return HttpPost.isReserved(lower)
        || lower.equals("user-agent")
        || lower.equals("via")
        || lower.equals("http2-settings")
        || lower.contains("metadata")
        || PROOFS_OF_ORIGIN.contains(lower)
        || lower.startsWith("content-")
        || lower.startsWith("proxy-")
        || lower.startsWith(STANDARD_PREFIX)
        || lower.startsWith(reservedPrefix);
  }

  /**
   * The headers of one POST; the signatures cover exactly these body bytes.
   *
   * @param isTest whether its event only tries the webhook out
   */
  public Map<String, String> of(
      EndpointSigner signer,
      byte[] body,
      String eventType,
      String deliveryId,
      int attemptNumber,
      boolean isTest,
      Instant at) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", userAgent);
    headers.put(signature, signer.hex(body, at));
    headers.put(event, eventType);
    headers.put(delivery, deliveryId);
    headers.put(attempt, Integer.toString(attemptNumber));
    if (isTest) {
      headers.put(test, "true");
    }
    headers.putAll(signer.standard(deliveryId, body, at));
    signer
        .headers()
        .forEach(
            (name, value) -> {
              // Registered under another brand, it may be reserved by now.
              if (!reserves(name)) {
                headers.put(name, value);
              }
            });
    return headers;
  }
}
