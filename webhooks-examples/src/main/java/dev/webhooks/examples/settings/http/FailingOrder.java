package dev.webhooks.examples.settings.http;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A place in a list of webhooks that begins with those that failed most often in a row, and is in
 * the order of their ids where that is the same.
 */
record FailingOrder(int failures, String id) implements Comparable<FailingOrder> {
  private static final Pattern PLACE =
      Pattern.compile("failing:([0-9]{1,9}) ([A-Za-z0-9_-]{1,100})");
  private static final Comparator<FailingOrder> ORDER =
      Comparator.comparingInt(FailingOrder::failures).reversed().thenComparing(FailingOrder::id);

  static OrderedList<FailingOrder> list(Map<String, WebhookHealth> health) {
    return new OrderedList<>(
        webhook -> of(webhook, health),
        PLACE,
        found -> new FailingOrder(Integer.parseInt(found.group(1)), found.group(2)),
        place -> "failing:" + place.failures + " " + place.id);
  }

  private static FailingOrder of(Webhook webhook, Map<String, WebhookHealth> health) {
    return new FailingOrder(
        requireNonNull(health.get(webhook.id())).consecutiveFailures(), webhook.id());
  }

  @Override
  public int compareTo(FailingOrder other) {
    return ORDER.compare(this, other);
  }
}
