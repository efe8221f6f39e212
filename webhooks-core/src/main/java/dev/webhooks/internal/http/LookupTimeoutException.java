package dev.webhooks.internal.http;

import java.net.UnknownHostException;

/** A look-up was begun and did not end in time. */
final class LookupTimeoutException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  LookupTimeoutException() {
    super("look-up timed out");
  }
}
