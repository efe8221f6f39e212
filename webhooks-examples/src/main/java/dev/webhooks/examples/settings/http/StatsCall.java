package dev.webhooks.examples.settings.http;

import static java.util.Objects.requireNonNull;

import dev.webhooks.WebhookStats;
import dev.webhooks.model.AttemptStats;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.WaitingDeliveries;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What attempts came to, and what waits. The steps in which {@code from} and {@code to} lie are
 * counted whole, as each step's {@code at} tells.
 */
final class StatsCall {
  static final String PATH = "/api/workspaces/{ws}/stats";

  /** The parameters that it may have. */
  static final Set<String> KNOWN = Set.of("from", "to", "step", "webhook");

  private static final Duration A_DAY = Duration.ofDays(1);

  /**
   * The answer.
   *
   * @param steps those in which an attempt started, the earliest first
   */
  private record Stats(
      List<Step> steps, Latencies latencyMs, int waiting, @Nullable String oldestWaitingAt) {}

  private record Step(String at, long acknowledged, long failed, Double p50, Double p95) {
    static Step of(AttemptStats.Step step) {
      return new Step(
          Times.format(step.at()),
          step.attempts().acknowledged(),
          step.attempts().failed(),
          requireNonNull(millis(step.p50())),
          requireNonNull(millis(step.p95())));
    }
  }

  private record Latencies(@Nullable Double p50, @Nullable Double p95, @Nullable Double p99) {}

  private final WebhookStats stats;

  StatsCall(WebhookStats stats) {
    this.stats = stats;
  }

  void route(RoutesConfig routes) {
    routes.get(PATH, this::show);
  }

  private void show(Context call) {
    String workspace = PathParameters.workspace(call);
    ListParameters parameters = ListParameters.of(call);
    String webhook = webhook(parameters);
    AttemptStats attempts = stats.query(query(workspace, webhook, parameters));
    WaitingDeliveries waiting =
        webhook == null
            ? stats.waiting(workspace)
            : requireNonNull(stats.conditions(workspace, List.of(webhook)).get(webhook)).waiting();
    Json.answer(
        call,
        200,
        new Stats(
            attempts.steps().stream().map(Step::of).toList(),
            new Latencies(millis(attempts.p50()), millis(attempts.p95()), millis(attempts.p99())),
            waiting.count(),
            Times.formatNullable(waiting.oldestCreatedAt())));
  }

  private static @Nullable String webhook(ListParameters parameters) {
    String webhook = parameters.text("webhook");
    if (webhook != null && !PathParameters.isId(webhook)) {
      throw new InvalidInputException("webhook", "must be the id of a webhook");
    }
    return webhook;
  }

  /** The last day, by the hour, unless the call says otherwise. */
  private static StatsQuery query(
      String workspace, @Nullable String webhook, ListParameters parameters) {
    String end = parameters.text("to");
    Instant to = end == null ? Instant.now() : Times.parse("to", end);
    String begin = parameters.text("from");
    Instant from = begin == null ? to.minus(A_DAY) : Times.parse("from", begin);
    if (!from.isBefore(to)) {
      throw new InvalidInputException("to", "must be later than from");
    }
    if (from.plus(StatsQuery.MAX_SPAN).isBefore(to)) {
      throw new InvalidInputException("from", "must be at most 7 days before to");
    }
    try {
      return StatsQuery.builder(workspace)
          .webhookId(webhook)
          .step(step(parameters))
          .between(from, to)
          .build();
    } catch (InvalidInputException e) {
      throw e.field().equals("until") ? new InvalidInputException("to", e.problem()) : e;
    }
  }

  private static StatsStep step(ListParameters parameters) {
    String step = parameters.text("step");
    if (step == null || step.equals("1h")) {
      return StatsStep.HOUR;
    }
    if (!step.equals("1m")) {
      throw new InvalidInputException("step", "must be one of 1m, 1h");
    }
    return StatsStep.MINUTE;
  }

  /** To the microsecond. */
  private static @Nullable Double millis(@Nullable Duration duration) {
    return duration == null ? null : Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
  }
}
