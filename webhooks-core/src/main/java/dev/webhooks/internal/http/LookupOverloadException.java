package dev.webhooks.internal.http;

import java.net.UnknownHostException;

/** A look-up was not begun: others hold the threads. Says nothing about this name. */
final class LookupOverloadException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  LookupOverloadException() {
    super("no thread for a look-up");
  }
}
