package dev.webhooks.observe;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.DeliveryReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A POST that is about to be made.
 *
 * <p>Immutable.
 */
public final class AttemptStart {
  private final DeliveryReference delivery;
  private final int number;
  private final String url;
  private final @Nullable Duration lag;
  private final @Nullable Duration latency;
  private final @Nullable String traceparent;

  private AttemptStart(Builder builder) {
    this.delivery = builder.delivery;
    this.number = builder.number;
    this.url = builder.url;
    this.lag = builder.lag;
    this.latency = builder.latency;
    this.traceparent = builder.traceparent;
  }

  /**
   * Begins one, for the library and tests of observers.
   *
   * @param number counts from 1 over the delivery's whole life
   * @param url with its query, if it has one
   */
  public static Builder builder(DeliveryReference delivery, int number, String url) {
    return new Builder(delivery, number, url);
  }

  /** The delivery that it is of. */
  public DeliveryReference delivery() {
    return delivery;
  }

  /** Counts from 1 over the delivery's whole life. */
  public int number() {
    return number;
  }

  /** Whether the delivery was attempted before. */
  public boolean isRetry() {
    return number > 1;
  }

  /**
   * Where to, without the query: that may be a secret of the receiver's. So may the path; think
   * before you show it to whoever reads your traces.
   */
  public String url() {
    return url;
  }

  /**
   * How late it is: the time from when the delivery was due until now. Null where the endpoint has
   * a part in it and the figure would say nothing about the sender, as while it is paused, comes
   * back slowly, or has a limit to its rate.
   */
  public @Nullable Duration lag() {
    return lag;
  }

  /**
   * The time from when the event was stored until now: of a first attempt whose {@link #lag} is
   * known, else null. In a transaction of the caller's the event was stored before the commit.
   */
  public @Nullable Duration latency() {
    return latency;
  }

  /**
   * What was {@linkplain PublishObservation#traceparent stored} with the event; null if nothing.
   */
  public @Nullable String traceparent() {
    return traceparent;
  }

  /** Collects the parts. Not thread safe. */
  public static final class Builder {
    private final DeliveryReference delivery;
    private final int number;
    private final String url;
    private @Nullable Duration lag;
    private @Nullable Duration latency;
    private @Nullable String traceparent;

    private Builder(DeliveryReference delivery, int number, String url) {
      this.delivery = requireNonNull(delivery, "delivery");
      this.number = number;
      this.url = withoutQuery(requireNonNull(url, "url"));
    }

    private static String withoutQuery(String url) {
      int end = url.length();
      for (char begin : new char[] {'?', '#'}) {
        int at = url.indexOf(begin);
        end = at < 0 ? end : Math.min(end, at);
      }
      return url.substring(0, end);
    }

    public Builder lag(@Nullable Duration lag) {
      this.lag = lag;
      return this;
    }

    public Builder latency(@Nullable Duration latency) {
      this.latency = latency;
      return this;
    }

    public Builder traceparent(@Nullable String traceparent) {
      this.traceparent = traceparent;
      return this;
    }

    public AttemptStart build() {
      return new AttemptStart(this);
    }
  }
}
