package dev.webhooks.internal.http;

import java.io.IOException;

/** This process has no descriptor, local port, thread or memory left; nothing was sent. */
final class ExhaustedException extends IOException {
  private static final long serialVersionUID = 1L;

  ExhaustedException(Throwable cause) {
    super(cause);
  }
}
