package dev.webhooks;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.signing.WebhookSigner;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of the wire contract, in the host's brand. Immutable. */
final class WireHeaders {
  private static final Pattern BRAND = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,39}");

  private final String userAgent;
  private final String signature;
  private final String event;
  private final String delivery;
  private final String attempt;

  /**
   * @param brand the host product's name, as in {@code DMtoLead}; null for none
   * @throws InvalidInputException naming {@code brand} when it can't stand in a header's name
   */
  WireHeaders(@Nullable String brand) {
    if (brand != null && !BRAND.matcher(brand).matches()) {
      throw new InvalidInputException(
          "brand", "must be 1 to 40 letters, digits or hyphens, a letter first");
    }
    String prefix = "X-" + (brand == null ? "Webhook" : brand) + "-";
    this.userAgent = brand == null ? "Webhooks" : brand + "-Webhooks";
    this.signature = prefix + "Signature";
    this.event = prefix + "Event";
    this.delivery = prefix + "Delivery";
    this.attempt = prefix + "Attempt";
  }

  /** The headers of one POST; the signature covers exactly these body bytes. */
  Map<String, String> of(
      WebhookSigner signer, byte[] body, String eventType, String deliveryId, int attemptNumber) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", userAgent);
    headers.put(signature, signer.sign(body));
    headers.put(event, eventType);
    headers.put(delivery, deliveryId);
    headers.put(attempt, Integer.toString(attemptNumber));
    return headers;
  }
}
