package dev.webhooks.model;

import org.jspecify.annotations.Nullable;

/**
 * The root of what this library throws while it works. Messages say what, where and what to do, and
 * never hold a secret.
 *
 * <ul>
 *   <li>{@link InvalidInputException}: what somebody typed can't be accepted;
 *   <li>{@link NotFoundException}: the workspace has no such thing;
 *   <li>{@link ConflictException}: it does not go with the present state of things;
 *   <li>{@link BusyException}: not at this moment;
 *   <li>{@link dev.webhooks.spi.StoreException}, {@link dev.webhooks.spi.SecretCipherException}:
 *       what the library stands on failed.
 * </ul>
 *
 * <p>A mistake in the host's own code or settings is none of these: it is an {@link
 * IllegalArgumentException}, a {@link NullPointerException} or an {@link IllegalStateException}.
 */
public class WebhookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WebhookException(String message) {
    super(message);
  }

  public WebhookException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
