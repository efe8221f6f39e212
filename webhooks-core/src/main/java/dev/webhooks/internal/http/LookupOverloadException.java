package dev.webhooks.internal.http;

import java.net.UnknownHostException;

/** No thread is left for a look-up: others hang in all of them. Says nothing about this name. */
final class LookupOverloadException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  LookupOverloadException() {
    super("no thread for a look-up");
  }
}
