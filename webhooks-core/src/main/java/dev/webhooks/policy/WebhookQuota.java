package dev.webhooks.policy;

/**
 * How many webhooks a workspace may hold: usually what its plan allows. Asked at every
 * registration; the store sees to it that registrations at the same time don't exceed it together.
 *
 * <p>Implementations must be thread safe.
 */
@FunctionalInterface
public interface WebhookQuota {

  /**
   * Answers for one workspace.
   *
   * @return how many webhooks the workspace may hold, disabled and unverified ones included; zero
   *     or less for none
   */
  int limit(String workspace);

  /** No limit. */
  static WebhookQuota unlimited() {
    return workspace -> Integer.MAX_VALUE;
  }

  /** The same limit for every workspace. */
  static WebhookQuota of(int limit) {
    return workspace -> limit;
  }
}
