package dev.webhooks.internal.http;

import java.net.UnknownHostException;

/** A look-up did not end in time, or could not begin because too many others hang. */
final class LookupTimeoutException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  LookupTimeoutException() {
    super("look-up timed out");
  }
}
