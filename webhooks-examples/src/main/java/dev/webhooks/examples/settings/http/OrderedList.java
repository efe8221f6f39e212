package dev.webhooks.examples.settings.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks in an order that the library does not list them in, page by page. A cursor holds the
 * place of a page's last webhook.
 *
 * @param <P> a webhook's place in that order
 * @param pattern of a place as a cursor holds it
 * @param reader reads what the pattern found
 * @param writer writes a place so that the pattern finds it
 */
record OrderedList<P extends Comparable<P>>(
    Function<Webhook, P> placeOf,
    Pattern pattern,
    Function<MatchResult, P> reader,
    Function<P, String> writer) {

  /**
   * One page of these webhooks.
   *
   * @param cursor where the page before this one ended, null for the first page
   * @throws InvalidInputException naming {@code cursor} when no page ends there
   */
  WebhookPage page(List<Webhook> webhooks, int limit, @Nullable String cursor) {
    P last = cursor == null ? null : read(cursor);
    List<Webhook> rest =
        webhooks.stream()
            .filter(webhook -> last == null || placeOf.apply(webhook).compareTo(last) > 0)
            .sorted(Comparator.comparing(placeOf))
            .toList();
    if (rest.size() <= limit) {
      return new WebhookPage(rest, null);
    }
    String place = writer.apply(placeOf.apply(rest.get(limit - 1)));
    return new WebhookPage(
        rest.subList(0, limit),
        Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(UTF_8)));
  }

  private P read(String cursor) {
    try {
      Matcher place = pattern.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
      if (place.matches()) {
        return reader.apply(place);
      }
    } catch (IllegalArgumentException e) {
      throw notACursor();
    }
    throw notACursor();
  }

  private static InvalidInputException notACursor() {
    return new InvalidInputException("cursor", "is not one that an earlier page handed out");
  }
}
