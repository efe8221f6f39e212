package dev.webhooks.examples.settings.http;

import dev.webhooks.model.Webhook;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A place in a list of webhooks that is in the order of their names, upper and lower case alike,
 * and of their ids where names are the same.
 */
record NameOrder(String name, String id) implements Comparable<NameOrder> {
  private static final Pattern PLACE =
      Pattern.compile("name:([A-Za-z0-9_-]{1,100}) (.{0,1000})", Pattern.DOTALL);
  private static final Comparator<NameOrder> ORDER =
      Comparator.comparing(NameOrder::name).thenComparing(NameOrder::id);

  static OrderedList<NameOrder> list() {
    return new OrderedList<>(
        NameOrder::of,
        PLACE,
        found -> new NameOrder(found.group(2), found.group(1)),
        place -> "name:" + place.id + " " + place.name);
  }

  private static NameOrder of(Webhook webhook) {
    return new NameOrder(webhook.name().toLowerCase(Locale.ROOT), webhook.id());
  }

  @Override
  public int compareTo(NameOrder other) {
    return ORDER.compare(this, other);
  }
}
