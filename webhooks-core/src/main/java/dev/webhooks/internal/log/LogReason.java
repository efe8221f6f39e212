package dev.webhooks.internal.log;

import dev.webhooks.model.WebhookException;

/** What a log line may say of an exception (Guarantee P). */
public final class LogReason {
  private LogReason() {}

  /**
   * The message of an exception of ours, which never holds a secret; of any other the type alone:
   * its message may name the host's inner places.
   */
  public static String of(Throwable thrown) {
    return thrown instanceof WebhookException
        ? String.valueOf(thrown.getMessage())
        : thrown.getClass().getName();
  }
}
