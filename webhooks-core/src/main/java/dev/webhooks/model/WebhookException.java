package dev.webhooks.model;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that this library throws on purpose. Messages say what, where and what to
 * do, and never hold a secret.
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
