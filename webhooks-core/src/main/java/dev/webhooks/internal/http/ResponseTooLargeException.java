package dev.webhooks.internal.http;

import java.net.SocketException;

/**
 * An endpoint sent more than one answer may take. A {@link SocketException} because the JDK's TLS
 * layer passes those on as they are and wraps most others.
 */
final class ResponseTooLargeException extends SocketException {
  private static final long serialVersionUID = 1L;

  ResponseTooLargeException() {
    super("response too large");
  }
}
