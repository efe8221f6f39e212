package dev.webhooks.policy;

import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.WebhookHealth;

/**
 * Judges how endpoints are by their attempts, and so who gets nothing for a while, who gets little
 * at a time, and who is to be disabled.
 *
 * <pre>{@code
 * HealthPolicy.builder().firstPause(Duration.ofMinutes(1)).disableAfter(Duration.ofDays(7)).build();
 * }</pre>
 *
 * <p>It is asked after failed attempts, after every attempt to a webhook of which something is
 * remembered, and once a minute besides. It sees outcomes and the record that it left the last
 * time, and is asked within a transaction of the store: one of your own must be quick, thread safe
 * and without side effects. One that throws leaves the record as it is, and so does one whose
 * answer has a time that is not from 1970 to 9999, a negative count, or a reason to disable the
 * webhook that is longer than 200 characters or has invisible ones.
 */
@FunctionalInterface
public interface HealthPolicy {

  /**
   * Judges one webhook.
   *
   * @param before what is remembered; {@link WebhookHealth#healthy()} for nothing
   * @return what to remember from now on; {@link WebhookHealth#healthy()} for nothing
   */
  WebhookHealth after(WebhookHealth before, HealthObservation seen);

  /** Collects the settings of the library's own policy. */
  static StandardHealth.Builder builder() {
    return new StandardHealth.Builder();
  }

  /** The default: what {@link #builder} makes if nothing is set. */
  static HealthPolicy standard() {
    return builder().build();
  }

  /** Finds every endpoint well: nobody is paused, and nobody disabled. */
  static HealthPolicy none() {
    return (before, seen) -> WebhookHealth.healthy();
  }
}
