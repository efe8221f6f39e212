package dev.webhooks.internal.http;

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
}
