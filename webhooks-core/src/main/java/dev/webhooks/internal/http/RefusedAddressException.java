package dev.webhooks.internal.http;

import java.net.UnknownHostException;

/** The guard said no. The message does not say which address (Guarantee P). */
public final class RefusedAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  public RefusedAddressException() {
    super("address refused");
  }
}
