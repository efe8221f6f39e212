package dev.webhooks.internal.guard;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URL as the HTTP client reads it: plain ASCII that goes on the wire as it stands, or none. A
 * host's own {@link dev.webhooks.policy.UrlPolicy} may take more than {@link StrictUrl} does, such
 * as names with an underscore; what is more than plain is taken for no URL.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address without brackets
 * @param port the effective one, 1 to 65535
 * @param authority host and port as the text has them
 * @param target path and query, for the request line
 */
public record ParsedUrl(String scheme, String host, int port, String authority, String target) {
  private static final int MAX_PORT_DIGITS = 5;

  /**
   * Reads a URL.
   *
   * @param url any text
   * @return null if it is none for the client
   */
  public static @Nullable ParsedUrl parse(String url) {
    int separator = url.indexOf("://");
    String scheme = separator < 0 ? "" : url.substring(0, separator).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return null;
    }
    int start = separator + 3;
    int end = start;
    while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
      end++;
    }
    String authority = url.substring(start, end);
    int colon = authority.indexOf(':', authority.indexOf(']') + 1);
    String host = host(colon < 0 ? authority : authority.substring(0, colon));
    int port =
        colon < 0 ? (scheme.equals("https") ? 443 : 80) : port(authority.substring(colon + 1));
    String target = url.substring(end);
    return host == null || port < 1 || !isPlain(target)
        ? null
        : new ParsedUrl(
            scheme, host, port, authority, target.startsWith("/") ? target : "/" + target);
  }

  /** Whether both lead to the same host and port, in the same way. */
  public boolean hasOriginOf(ParsedUrl other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  private static @Nullable String host(String text) {
    if (text.isEmpty() || !text.chars().allMatch(ParsedUrl::isHostCharacter)) {
      return null;
    }
    String host = text.toLowerCase(Locale.ROOT);
    boolean bracketed = host.startsWith("[");
    if (bracketed || host.indexOf(':') >= 0 || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      return bracketed && HostSyntax.literal(host) != null
          ? host.substring(1, host.length() - 1)
          : null;
    }
    return host;
  }

  private static boolean isHostCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._:[]".indexOf(c) >= 0;
  }

  /** 0 for what is none. */
  private static int port(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_PORT_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = digits ? Integer.parseInt(text) : 0;
    return port <= 65_535 ? port : 0;
  }

  private static boolean isPlain(String target) {
    return target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
  }
}
