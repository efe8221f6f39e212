package dev.webhooks.spi;

import dev.webhooks.model.WebhookException;
import org.jspecify.annotations.Nullable;

/**
 * The store could not do what it was asked; nothing of it was done, unless the method says
 * otherwise.
 */
public final class StoreException extends WebhookException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  /**
   * @param retryable whether the same call may succeed later: a lost connection, a full pool, a
   *     deadlock, and whatever the store can't explain. Not retryable is what the call itself is to
   *     blame for, for that is given up.
   */
  public StoreException(String message, @Nullable Throwable cause, boolean retryable) {
    super(message, cause);
    this.retryable = retryable;
  }

  /**
   * Whether the same call may succeed later; of an outbox in the caller's transaction, whether the
   * whole transaction may.
   */
  public boolean isRetryable() {
    return retryable;
  }
}
