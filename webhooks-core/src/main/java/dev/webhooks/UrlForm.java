package dev.webhooks;

import dev.webhooks.internal.http.HostForm;
import dev.webhooks.internal.http.ParsedUrl;
import dev.webhooks.model.InvalidInputException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL whose text has one meaning only: the form that every {@link UrlPolicy} asks for.
 *
 * <p>Parsers disagree, and attackers live on that: one reads {@code https://a\@b/} as host a, the
 * other as b; OkHttp takes {@code https:127.0.0.1/}, percent-encoded and full-width hosts; the JDK
 * reads {@code 127.1} and {@code 2130706433} as addresses. So the authority is taken apart here by
 * the narrowest grammar, and then both {@link URI} and OkHttp must agree with the outcome.
 *
 * @param scheme in lower case
 * @param host a name in lower case, a dotted quad, or an IPv6 address in brackets
 * @param port -1 if the text has none
 * @param literal the address, if the host is one
 */
record UrlForm(String scheme, String host, int port, @Nullable InetAddress literal) {
  private static final int MAX_LENGTH = 2048;
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  static InvalidInputException refused(String problem) {
    return new InvalidInputException("url", problem);
  }

  /**
   * Takes a URL apart.
   *
   * @throws InvalidInputException naming the field {@code url}
   */
  static UrlForm parse(String url) {
    checkCharacters(url);
    int separator = url.indexOf("://");
    if (separator < 1) {
      throw refused("must be an absolute URL such as https://example.com/webhook");
    }
    String scheme = url.substring(0, separator).toLowerCase(Locale.ROOT);
    String authority = authority(url, separator + 3);

    int colon = portColon(authority);
    String host = authority.substring(0, colon).toLowerCase(Locale.ROOT);
    int port = colon == authority.length() ? -1 : port(authority.substring(colon + 1));

    InetAddress literal = HostForm.literal(host);
    if (literal == null && !HostForm.isName(host)) {
      throw refused(
          "must have a host name of letters, digits and hyphens (punycode for others), or a plain"
              + " IP address");
    }
    UrlForm form = new UrlForm(scheme, host, port, literal);
    if (!form.agreesWithJdk(url) || !form.agreesWithOkHttp(url)) {
      throw refused(
          "must be a URL that every reader understands alike; percent-encode odd characters");
    }
    return form;
  }

  /** Well-known ports belong to other protocols: a POST must not be able to speak SMTP. */
  void checkPort() {
    if (port != -1 && port != 443 && port < 1024) {
      throw refused("must use port 443, or one from 1024 on");
    }
  }

  private static void checkCharacters(String url) {
    if (url.isEmpty() || url.length() > MAX_LENGTH) {
      throw refused("must have 1 to " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '\\') {
        throw refused("must be plain ASCII without spaces, control characters or backslashes");
      }
    }
    if (url.indexOf('#') >= 0) {
      throw refused("must not have a fragment (#)");
    }
  }

  private static String authority(String url, int start) {
    int end = start;
    while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
      end++;
    }
    String authority = url.substring(start, end);
    if (authority.indexOf('@') >= 0) {
      throw refused("must not hold a user name or password");
    }
    return authority;
  }

  /** Where the host ends: the index of the port's colon, or the authority's length. */
  private static int portColon(String authority) {
    int from = authority.startsWith("[") ? authority.indexOf(']') + 1 : 0;
    int colon = authority.indexOf(':', from);
    return colon < 0 ? authority.length() : colon;
  }

  private static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw refused("must have a valid port, or none");
    }
    return port;
  }

  private boolean agreesWithJdk(String url) {
    try {
      URI uri = new URI(url).parseServerAuthority();
      return scheme.equalsIgnoreCase(uri.getScheme())
          && host.equalsIgnoreCase(uri.getHost())
          && port == uri.getPort();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private boolean agreesWithOkHttp(String url) {
    ParsedUrl parsed = ParsedUrl.parse(url);
    if (parsed == null || !parsed.scheme().equals(scheme)) {
      return false;
    }
    int effectivePort = port != -1 ? port : scheme.equals("https") ? 443 : 80;
    return parsed.port() == effectivePort && sameHost(parsed.host());
  }

  /** OkHttp shortens IPv6 addresses, and turns mapped ones into IPv4: those don't agree. */
  private boolean sameHost(String theirs) {
    if (!host.startsWith("[")) {
      return theirs.equals(host);
    }
    return theirs.indexOf(':') >= 0
        && Objects.equals(HostForm.literal("[" + theirs + "]"), literal);
  }
}
