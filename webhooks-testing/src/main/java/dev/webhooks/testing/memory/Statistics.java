package dev.webhooks.testing.memory;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.LatencyHistogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is in the log, each time anew: so it forgets what the log forgets. Not thread safe.
 */
final class Statistics {
  private final Collection<Row> rows;

  /**
   * @param rows what to count
   */
  Statistics(Collection<Row> rows) {
    this.rows = rows;
  }

  List<AttemptSums> sums(StatsQuery query) {
    Map<Instant, List<Attempt>> steps = new HashMap<>();
    attempts(query.webhookId())
        .filter(attempt -> !attempt.startedAt().isBefore(query.from()))
        .filter(attempt -> attempt.startedAt().isBefore(query.until()))
        .forEach(
            attempt ->
                steps
                    .computeIfAbsent(
                        query.step().startOf(attempt.startedAt()), s -> new ArrayList<>())
                    .add(attempt));
    return steps.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(step -> sums(step.getKey(), step.getValue()))
        .toList();
  }

  private static AttemptSums sums(Instant start, List<Attempt> attempts) {
    LatencyHistogram.Builder latencies = LatencyHistogram.builder();
    attempts.forEach(attempt -> latencies.add(attempt.duration()));
    return new AttemptSums(start, counts(attempts.stream()), latencies.build());
  }

  Map<String, RecentAttempts> recent(
      Collection<String> webhookIds, Instant hourBegins, Instant dayBegins) {
    Map<String, RecentAttempts> recent = new HashMap<>();
    for (String id : webhookIds) {
      recent.put(
          id,
          RecentAttempts.builder()
              .lastHour(counts(attempts(id).filter(one -> !minute(one).isBefore(hourBegins))))
              .lastDay(counts(attempts(id).filter(one -> !hour(one).isBefore(dayBegins))))
              .lastSuccessAt(lastSuccess(id))
              .build());
    }
    return recent;
  }

  private static Instant minute(Attempt attempt) {
    return StatsStep.MINUTE.startOf(attempt.startedAt());
  }

  private static Instant hour(Attempt attempt) {
    return StatsStep.HOUR.startOf(attempt.startedAt());
  }

  private @Nullable Instant lastSuccess(String webhookId) {
    return attempts(webhookId)
        .filter(Attempt::acknowledged)
        .map(Attempt::startedAt)
        .max(Instant::compareTo)
        .orElse(null);
  }

  WaitingDeliveries waiting() {
    return waiting(rows.stream());
  }

  Map<String, WaitingDeliveries> waiting(Collection<String> webhookIds) {
    Map<String, WaitingDeliveries> waiting = new HashMap<>();
    for (String id : webhookIds) {
      waiting.put(id, waiting(rows.stream().filter(row -> row.webhookId.equals(id))));
    }
    return waiting;
  }

  private static WaitingDeliveries waiting(Stream<Row> some) {
    List<Instant> created =
        some.filter(row -> !row.state.isFinal())
            .map(Row::createdAt)
            .sorted()
            .limit(WaitingDeliveries.MAX_COUNT)
            .toList();
    return created.isEmpty()
        ? WaitingDeliveries.NONE
        : new WaitingDeliveries(created.size(), created.get(0));
  }

  private Stream<Attempt> attempts(@Nullable String webhookId) {
    return rows.stream()
        .filter(row -> webhookId == null || Objects.equals(row.webhookId, webhookId))
        .flatMap(row -> row.attempts(Integer.MAX_VALUE, Integer.MAX_VALUE).stream());
  }

  private static AttemptCounts counts(Stream<Attempt> attempts) {
    List<Attempt> all = attempts.toList();
    long acknowledged = all.stream().filter(Attempt::acknowledged).count();
    return new AttemptCounts(acknowledged, all.size() - acknowledged);
  }
}
