package dev.webhooks.internal.guard;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A URL as the HTTP client understands it, for those who compare that with their own reading.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in OkHttp's canonical form: decoded, lower case, IPv6 without brackets
 * @param port the effective one, 1 to 65535
 */
public record ParsedUrl(String scheme, String host, int port) {

  /**
   * Reads a URL.
   *
   * @param url any text
   * @return null if OkHttp would not take it
   */
  public static @Nullable ParsedUrl parse(String url) {
    HttpUrl parsed = HttpUrl.parse(url);
    return parsed == null ? null : new ParsedUrl(parsed.scheme(), parsed.host(), parsed.port());
  }

  /**
   * What the client would write into its request line.
   *
   * @param url any text
   * @return path and query; null if OkHttp would not take it
   */
  public static @Nullable String requestTarget(String url) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      return null;
    }
    String query = parsed.encodedQuery();
    return query == null ? parsed.encodedPath() : parsed.encodedPath() + '?' + query;
  }

  /**
   * The host and port of a URL as its text has them, for the {@code Host} header: OkHttp would
   * write them in lower case, shorten an IPv6 address, and leave a default port out.
   *
   * @param url any text
   * @return null if the text has none that could be sent as it is
   */
  public static @Nullable String authority(String url) {
    int separator = url.indexOf("://");
    int start = separator + 3;
    int end = start;
    while (separator > 0 && end < url.length() && isHostCharacter(url.charAt(end))) {
      end++;
    }
    boolean whole = end == url.length() || url.charAt(end) == '/' || url.charAt(end) == '?';
    return whole && end > start ? url.substring(start, end) : null;
  }

  private static boolean isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-.:[]".indexOf(c) >= 0;
  }
}
