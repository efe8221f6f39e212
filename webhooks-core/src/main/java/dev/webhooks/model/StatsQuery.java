package dev.webhooks.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts to count, of a workspace or of one of its webhooks: those that started between two
 * instants, the steps in which these lie counted whole.
 *
 * <pre>{@code
 * StatsQuery.builder("acme").between(now.minus(Duration.ofDays(1)), now).step(StatsStep.HOUR).build();
 * }</pre>
 */
public final class StatsQuery {
  /** The longest time between the two instants. */
  public static final Duration MAX_SPAN = Duration.ofDays(7);

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final String workspace;
  private final @Nullable String webhookId;
  private final StatsStep step;
  private final Instant from;
  private final Instant until;

  private StatsQuery(Builder builder) {
    this.workspace = Input.text("workspace", builder.workspace, Input.MAX_ID);
    this.webhookId = Input.optionalText("webhook", builder.webhookId, Input.MAX_ID);
    this.step = Input.required("step", builder.step);
    Instant begin = time("from", builder.from);
    Instant end = time("until", builder.until);
    if (!begin.isBefore(end)) {
      throw new InvalidInputException("until", "must be after from");
    }
    if (end.minus(MAX_SPAN).isAfter(begin)) {
      throw new InvalidInputException(
          "from", "must be at most " + MAX_SPAN.toDays() + " days before until");
    }
    this.from = step.startOf(begin);
    Instant last = step.startOf(end);
    this.until = last.equals(end) ? last : last.plus(step.length());
  }

  private static Instant time(String field, @Nullable Instant instant) {
    Instant given = Input.required(field, instant);
    if (given.isBefore(Instant.EPOCH) || given.isAfter(LATEST)) {
      throw new InvalidInputException(field, "must be from 1970 to 9999");
    }
    return given;
  }

  /** Begins a query of one workspace, the tenant. */
  public static Builder builder(String workspace) {
    return new Builder(workspace);
  }

  public String workspace() {
    return workspace;
  }

  /** Null for all webhooks of the workspace, those included that are deleted by now. */
  public @Nullable String webhookId() {
    return webhookId;
  }

  public StatsStep step() {
    return step;
  }

  /** When the first step begins. */
  public Instant from() {
    return from;
  }

  /** When the last step ends. */
  public Instant until() {
    return until;
  }

  /** Collects a query's parts. Not thread safe. */
  public static final class Builder {
    private final String workspace;
    private @Nullable String webhookId;
    private StatsStep step = StatsStep.MINUTE;
    private @Nullable Instant from;
    private @Nullable Instant until;

    private Builder(String workspace) {
      this.workspace = workspace;
    }

    /** Only attempts of this webhook. Default: of all. */
    public Builder webhookId(@Nullable String webhookId) {
      this.webhookId = webhookId;
      return this;
    }

    /** How finely to count. Default: by the minute. */
    public Builder step(StatsStep step) {
      this.step = step;
      return this;
    }

    /**
     * Only attempts that started at {@code from} or later, and before {@code until}; required. At
     * most {@link StatsQuery#MAX_SPAN} apart.
     */
    public Builder between(Instant from, Instant until) {
      this.from = from;
      this.until = until;
      return this;
    }

    /**
     * Checks the parts and makes the query.
     *
     * @throws InvalidInputException naming the part that is no good: a text that is blank, too long
     *     or holds invisible characters; {@code from} or {@code until} when one is missing or out
     *     of all range, when they are in the wrong order, or too far apart
     */
    public StatsQuery build() {
      return new StatsQuery(this);
    }
  }
}
