package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.model.Attempt;
import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptObservation;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One POST as observers see it: it ends, or is abandoned when it is closed. Of one thread.
 *
 * <p>Nobody's is one instance, which does nothing.
 */
final class AttemptWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AttemptWatch.class);
  private static final AttemptWatch NOBODYS = new AttemptWatch(null);

  private static final String TRACEPARENT = "traceparent";

  private final @Nullable AttemptObservation observation;
  private boolean ended;

  private AttemptWatch(@Nullable AttemptObservation observation) {
    this.observation = observation;
  }

  /**
   * Begins.
   *
   * @param sinceClaim how long ago it was claimed; null where its lag would say nothing about the
   *     sender
   */
  static AttemptWatch begin(
      Observers observers, ClaimedDelivery claim, String url, @Nullable Duration sinceClaim) {
    if (observers.areNone()) {
      return NOBODYS;
    }
    AttemptStart.Builder start =
        AttemptStart.builder(claim.delivery(), claim.attempts() + 1, url)
            .traceparent(claim.traceparent());
    if (sinceClaim != null) {
      start.lag(claim.overdue().plus(sinceClaim));
      start.latency(claim.attempts() == 0 ? claim.age().plus(sinceClaim) : null);
    }
    AttemptObservation observation = observers.attempting(start.build());
    return observation == null ? NOBODYS : new AttemptWatch(observation);
  }

  /** The headers of the POST, with the trace's if the endpoint is to have it. */
  Map<String, String> headers(Map<String, String> headers) {
    String traceparent = observation == null ? null : observation.traceparent();
    if (traceparent == null || headers.keySet().stream().anyMatch(TRACEPARENT::equalsIgnoreCase)) {
      return headers;
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(TRACEPARENT, traceparent);
    return more;
  }

  /**
   * It came to an attempt. Never throws: the attempt is still to be recorded.
   *
   * @return the completion
   */
  Completion ended(Attempt attempt, HttpReply reply, Completion completion) {
    if (observation != null) {
      try {
        observation.ended(
            new AttemptEnd(
                attempt,
                attempt.acknowledged() ? null : FailedAttempts.kind(attempt, reply),
                completion.state()));
        ended = true;
      } catch (RuntimeException | Error e) {
        SafeLog.line(() -> log.debug("Observers were not told how an attempt ended", e));
      }
    }
    return completion;
  }

  /** Never throws. */
  @Override
  public void close() {
    if (observation != null && !ended) {
      try {
        observation.abandoned();
      } catch (RuntimeException | Error e) {
        SafeLog.line(() -> log.debug("Observers were not told how an attempt ended", e));
      }
    }
  }
}
