package dev.webhooks.internal.http;

import org.jspecify.annotations.Nullable;

/**
 * The proxy that all connections go to.
 *
 * @param host a name in lower case, a dotted quad, or an IPv6 address without brackets
 * @param port 1 to 65535
 * @param authorization the {@code Proxy-Authorization} header's value; null for none
 */
public record EgressSettings(String host, int port, @Nullable String authorization) {

  /** Without the credentials (Guarantee P). */
  @Override
  public String toString() {
    return "EgressSettings[" + host + ":" + port + "]";
  }
}
