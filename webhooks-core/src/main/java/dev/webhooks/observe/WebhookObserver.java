package dev.webhooks.observe;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.StoreSample;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches the library at work, for metrics and traces. Told of everything that this node does, at
 * once, on the thread that does it; of nothing that other nodes do. Whoever wants to act on what
 * becomes of deliveries takes a {@link dev.webhooks.policy.WebhookListener} instead, which is told
 * later, and may be slow.
 *
 * <p>Implementations are thread safe and quick: what they take, deliveries take longer. They never
 * block, ask the store for nothing and call nothing of this library. What one throws is logged, a
 * few times a minute at most, and changes nothing else: the observer is told of what comes next.
 *
 * <pre>{@code
 * Webhooks.builder(store, cipher).observe(WebhookMetrics.of(meterRegistry)).build();
 * }</pre>
 */
public interface WebhookObserver {

  /**
   * The library was put together. Told once, before anything else.
   *
   * @param figures what may be asked at any time from now on
   */
  default void attached(NodeFigures figures) {}

  /**
   * Events are about to be stored, by the caller's thread. Refusals that come before, as of an
   * event that can't be written as JSON, are not told of.
   *
   * @return hears how it ended, exactly once and on the same thread; null if nobody wants to
   */
  default @Nullable PublishObservation publishing(PublishStart start) {
    return null;
  }

  /**
   * A POST of a delivery is about to be made, by the current thread, which waits for its answer.
   *
   * @return hears how it ended, exactly once and on the same thread; null if nobody wants to
   */
  default @Nullable AttemptObservation attempting(AttemptStart start) {
    return null;
  }

  /**
   * Deliveries were claimed. Claims that bring nothing are not told of.
   *
   * @param deliveries how many
   * @param took how long the store took
   */
  default void claimed(int deliveries, Duration took) {}

  /**
   * A group of outcomes was stored.
   *
   * @param outcomes how many
   * @param took how long the store took
   */
  default void stored(int outcomes, Duration took) {}

  /** A delivery came to its end on this node, and that is stored. */
  default void ended(DeliveryEnd end) {}

  /**
   * Outcomes of POSTs were not accepted by the store: others had claimed the deliveries meanwhile,
   * and send them once more; or they were cancelled while the POST was out.
   *
   * @param outcomes how many
   */
  default void fenced(int outcomes) {}

  /** The URL policy refused a URL or an address. */
  default void refused(GuardStage stage) {}

  /** What is known of a webhook's health changed on this node. */
  default void healthChanged(HealthChange change) {}

  /**
   * The store was asked something, and answered or failed.
   *
   * @param call which method of the store, by its name; of those that there are
   * @param succeeded whether it answered
   * @param took how long it took
   */
  default void storeCalled(String call, boolean succeeded, Duration took) {}

  /**
   * It is this node that looks at the whole of the store, and this is what it saw. Told about twice
   * a minute, on the one node whose turn it is.
   */
  default void sampled(StoreSample sample) {}

  /**
   * It is no longer this node that looks, or the store does not answer: what was {@linkplain
   * #sampled seen} last is out of date.
   */
  default void samplingEnded() {}
}
