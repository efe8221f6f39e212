package dev.webhooks.examples.quickstart;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The delivery log as a table: a row for each delivery, and under it one for each attempt. */
final class DeliveryTable {
  private static final String ROW = "%-22s%-11s%8s  %11s";

  private DeliveryTable() {}

  static List<String> rows(List<DeliveryDetail> deliveries) {
    return Stream.concat(
            Stream.of(String.format(Locale.ROOT, ROW, "EVENT", "STATE", "ATTEMPTS", "LAST STATUS")),
            deliveries.stream().flatMap(DeliveryTable::rows))
        .toList();
  }

  private static Stream<String> rows(DeliveryDetail detail) {
    Delivery delivery = detail.delivery();
    String row =
        String.format(
            Locale.ROOT,
            ROW,
            delivery.eventType(),
            delivery.state(),
            delivery.attempts(),
            Objects.toString(delivery.lastHttpStatus(), "-"));
    return Stream.concat(Stream.of(row), detail.attempts().stream().map(DeliveryTable::row));
  }

  private static String row(Attempt attempt) {
    return String.format(
        Locale.ROOT,
        "  attempt %d at %tT.%<tL UTC  %3s  %4d ms  %s",
        attempt.number(),
        attempt.startedAt().atOffset(ZoneOffset.UTC),
        Objects.toString(attempt.httpStatus(), "-"),
        attempt.duration().toMillis(),
        Objects.toString(attempt.error(), "acknowledged"));
  }
}
