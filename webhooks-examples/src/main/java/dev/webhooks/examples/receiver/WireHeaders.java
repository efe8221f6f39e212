package dev.webhooks.examples.receiver;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request's headers say, whatever the sender's brand: {@code X-DMtoLead-Signature}, {@code
 * X-Webhook-Signature}. A receiver of one sender would just name the header.
 *
 * @param signature what to verify the body with
 * @param eventType informational: the body's is the one that is signed
 * @param deliveryId the same for every attempt; what to deduplicate by
 * @param attempt counts from 1
 */
public record WireHeaders(
    @Nullable String signature,
    @Nullable String eventType,
    @Nullable String deliveryId,
    @Nullable String attempt) {

  private static final Pattern SIGNATURE = branded("Signature");
  private static final Pattern EVENT = branded("Event");
  private static final Pattern DELIVERY = branded("Delivery");
  private static final Pattern ATTEMPT = branded("Attempt");

  public static WireHeaders of(Headers headers) {
    return new WireHeaders(
        find(headers, SIGNATURE),
        find(headers, EVENT),
        find(headers, DELIVERY),
        find(headers, ATTEMPT));
  }

  private static Pattern branded(String name) {
    return Pattern.compile("X-[^ ]+-" + name, Pattern.CASE_INSENSITIVE);
  }

  /**
   * Several values are joined, as HTTP does it: to choose one would be to guess. No verifier
   * accepts the result.
   */
  private static @Nullable String find(Headers headers, Pattern name) {
    List<String> values =
        headers.entrySet().stream()
            .filter(header -> name.matcher(header.getKey()).matches())
            .map(Map.Entry::getValue)
            .flatMap(List::stream)
            .toList();
    return values.isEmpty() ? null : String.join(", ", values);
  }
}
