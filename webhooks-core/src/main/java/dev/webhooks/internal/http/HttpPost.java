package dev.webhooks.internal.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One request: {@code POST} of a JSON body.
 *
 * @param owner whose connections it may go on, such as a webhook's id: no connection ever carries
 *     the requests of two owners
 * @param url where to; an unusable one is the failure {@link HttpFailure#URL}
 * @param headers sent in this order, after {@code content-type: application/json}
 * @param body sent as it is. Not copied: don't change it afterwards.
 */
@SuppressWarnings("ArrayRecordComponent") // the exact bytes that were signed; never compared
public record HttpPost(String owner, String url, Map<String, String> headers, byte[] body) {

  /** What the client writes itself, and what would change how the request is framed or answered. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * Copies the headers.
   *
   * @param owner of the connections
   * @param url where to
   * @param headers in order
   * @param body not copied
   * @throws IllegalArgumentException if a header is reserved or has a character that HTTP forbids
   *     there, CR and LF above all. That is a caller's mistake, and nothing of the header's value
   *     is in the message.
   */
  public HttpPost {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    headers.forEach(HttpPost::check);
  }

  private static void check(String name, String value) {
    if (!isName(name)) {
      throw new IllegalArgumentException("a header's name has a character that HTTP forbids");
    }
    if (isReserved(name)) {
      throw new IllegalArgumentException("a reserved header: " + name);
    }
    if (!isValue(value)) {
      throw new IllegalArgumentException("a forbidden character in the value of header " + name);
    }
  }

  /** Whether no caller may set this header, in whatever case. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether HTTP allows a header of this name. */
  public static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isToken(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Whether a header may have this value: visible ASCII and spaces, CR and LF above all not. */
  public static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** A {@code tchar} of RFC 9110, section 5.6.2. */
  private static boolean isToken(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Without the URL and the headers: both may hold a receiver's secrets (Guarantee P). */
  @Override
  public String toString() {
    return "HttpPost[" + headers.size() + " headers, " + body.length + " bytes]";
  }
}
