package dev.webhooks.examples.settings.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookPage;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list of webhooks that begins with those that failed most often in a row, and is in
 * the order of their ids where that is the same.
 */
record FailingOrder(int failures, String id) implements Comparable<FailingOrder> {
  private static final Pattern PLACE =
      Pattern.compile("failing:([0-9]{1,9}) ([A-Za-z0-9_-]{1,100})");
  private static final Comparator<FailingOrder> ORDER =
      Comparator.comparingInt(FailingOrder::failures).reversed().thenComparing(FailingOrder::id);

  /**
   * One page of these webhooks.
   *
   * @param cursor where the page before this one ended, null for the first page
   * @throws InvalidInputException naming {@code cursor} when no page ends there
   */
  static WebhookPage page(
      List<Webhook> webhooks,
      Map<String, WebhookHealth> health,
      int limit,
      @Nullable String cursor) {
    FailingOrder last = cursor == null ? null : parse(cursor);
    List<Webhook> rest =
        webhooks.stream()
            .filter(webhook -> last == null || of(webhook, health).compareTo(last) > 0)
            .sorted(Comparator.comparing(webhook -> of(webhook, health)))
            .toList();
    if (rest.size() <= limit) {
      return new WebhookPage(rest, null);
    }
    return new WebhookPage(rest.subList(0, limit), of(rest.get(limit - 1), health).encode());
  }

  private static FailingOrder of(Webhook webhook, Map<String, WebhookHealth> health) {
    return new FailingOrder(
        requireNonNull(health.get(webhook.id())).consecutiveFailures(), webhook.id());
  }

  private static FailingOrder parse(String cursor) {
    try {
      Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
      if (place.matches()) {
        return new FailingOrder(Integer.parseInt(place.group(1)), place.group(2));
      }
    } catch (IllegalArgumentException e) {
      throw notACursor();
    }
    throw notACursor();
  }

  private String encode() {
    byte[] place = ("failing:" + failures + " " + id).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
  }

  private static InvalidInputException notACursor() {
    return new InvalidInputException("cursor", "is not one that an earlier page handed out");
  }

  @Override
  public int compareTo(FailingOrder other) {
    return ORDER.compare(this, other);
  }
}
