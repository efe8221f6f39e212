package dev.webhooks.examples.settings.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list of webhooks that is in the order of their names, upper and lower case alike,
 * and of their ids where names are the same.
 */
record NameOrder(String name, String id) implements Comparable<NameOrder> {
  private static final Pattern PLACE =
      Pattern.compile("name:([A-Za-z0-9_-]{1,100}) (.{0,1000})", Pattern.DOTALL);
  private static final Comparator<NameOrder> ORDER =
      Comparator.comparing(NameOrder::name).thenComparing(NameOrder::id);

  /**
   * One page of these webhooks.
   *
   * @param cursor where the page before this one ended, null for the first page
   * @throws InvalidInputException naming {@code cursor} when no page ends there
   */
  static WebhookPage page(List<Webhook> webhooks, int limit, @Nullable String cursor) {
    NameOrder last = cursor == null ? null : parse(cursor);
    List<Webhook> rest =
        webhooks.stream()
            .filter(webhook -> last == null || of(webhook).compareTo(last) > 0)
            .sorted(Comparator.comparing(NameOrder::of))
            .toList();
    if (rest.size() <= limit) {
      return new WebhookPage(rest, null);
    }
    return new WebhookPage(rest.subList(0, limit), of(rest.get(limit - 1)).encode());
  }

  private static NameOrder of(Webhook webhook) {
    return new NameOrder(webhook.name().toLowerCase(Locale.ROOT), webhook.id());
  }

  private static NameOrder parse(String cursor) {
    try {
      Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
      if (place.matches()) {
        return new NameOrder(place.group(2), place.group(1));
      }
    } catch (IllegalArgumentException e) {
      throw notACursor();
    }
    throw notACursor();
  }

  private String encode() {
    byte[] place = ("name:" + id + " " + name).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
  }

  private static InvalidInputException notACursor() {
    return new InvalidInputException("cursor", "is not one that an earlier page handed out");
  }

  @Override
  public int compareTo(NameOrder other) {
    return ORDER.compare(this, other);
  }
}
