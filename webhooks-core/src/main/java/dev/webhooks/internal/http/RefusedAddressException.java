package dev.webhooks.internal.http;

import java.io.IOException;

/** The guard said no. The message does not say which address (Guarantee P). */
public final class RefusedAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  public RefusedAddressException() {
    super("address refused");
  }
}
