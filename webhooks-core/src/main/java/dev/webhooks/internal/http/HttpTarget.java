package dev.webhooks.internal.http;

import dev.webhooks.internal.guard.HostSyntax;
import dev.webhooks.internal.guard.ParsedUrl;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a URL leads, and how it is asked for there.
 *
 * @param https whether TLS is spoken
 * @param host in lower case; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param literal the address, if the host is one
 * @param authority for the {@code Host} header, as the URL's text has it
 * @param path path and query, for the request line
 */
record HttpTarget(
    boolean https,
    String host,
    int port,
    @Nullable InetAddress literal,
    String authority,
    String path) {

  /**
   * Reads a URL.
   *
   * @return null if it can't be used
   */
  static @Nullable HttpTarget parse(String url) {
    ParsedUrl parsed = ParsedUrl.parse(url);
    String path = ParsedUrl.requestTarget(url);
    if (parsed == null || path == null) {
      return null;
    }
    boolean https = parsed.scheme().equals("https");
    String authority = ParsedUrl.authority(url);
    boolean usual = parsed.port() == (https ? 443 : 80);
    return new HttpTarget(
        https,
        parsed.host(),
        parsed.port(),
        HostSyntax.address(parsed.host()),
        authority != null
            ? authority
            : bracketed(parsed.host()) + (usual ? "" : ":" + parsed.port()),
        path);
  }

  /** Host and port, as a proxy is asked for them. */
  String hostAndPort() {
    return bracketed(host) + ':' + port;
  }

  /** The whole URL, as a proxy is given a plain request. */
  String absolute() {
    return "http://" + (port == 80 ? bracketed(host) : hostAndPort()) + path;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : '[' + host + ']';
  }
}
