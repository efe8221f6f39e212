package dev.webhooks.internal.http;

import dev.webhooks.internal.guard.HostSyntax;
import dev.webhooks.internal.guard.ParsedUrl;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a URL leads, and how it is asked for there.
 *
 * @param url as it is read
 * @param literal the address, if the host is one
 */
record HttpTarget(ParsedUrl url, @Nullable InetAddress literal) {

  /**
   * Reads a URL.
   *
   * @return null if it can't be used
   */
  static @Nullable HttpTarget parse(String text) {
    ParsedUrl url = ParsedUrl.parse(text);
    return url == null ? null : new HttpTarget(url, HostSyntax.address(url.host()));
  }

  /** Whether TLS is spoken. */
  boolean https() {
    return url.scheme().equals("https");
  }

  /** In lower case; an IPv6 address without brackets. */
  String host() {
    return url.host();
  }

  int port() {
    return url.port();
  }

  /** Host and port, as a proxy is asked for them. */
  String hostAndPort() {
    return (host().indexOf(':') < 0 ? host() : '[' + host() + ']') + ':' + port();
  }

  /** As a proxy is given a plain request. */
  String absolute() {
    return "http://" + url.authority() + url.target();
  }
}
