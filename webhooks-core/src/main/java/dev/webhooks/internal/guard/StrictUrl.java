package dev.webhooks.internal.guard;

import dev.webhooks.model.InvalidInputException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL whose text has one meaning only, and goes on the wire as it stands: the form that every URL
 * policy asks for.
 *
 * <p>Parsers disagree, and attackers live on that: one reads {@code https://a\@b/} as host a, the
 * other as b; browsers take {@code https:127.0.0.1/}, percent-encoded and full-width hosts; the JDK
 * reads {@code 127.1} and {@code 2130706433} as addresses. So the authority is taken apart here by
 * the narrowest grammar, and then {@link URI} and the HTTP client must agree with the outcome.
 *
 * @param scheme in lower case
 * @param host a name in lower case, a dotted quad, or an IPv6 address in brackets
 * @param port -1 if the text has none
 * @param literal the address, if the host is one
 */
public record StrictUrl(String scheme, String host, int port, @Nullable InetAddress literal) {
  private static final int MAX_LENGTH = 2048;

  /**
   * Some scripts need these within a word, elsewhere they are leftovers of copied text. Which of
   * the two a name has, browsers judge by the letters around, and nothing here does: so no ASCII
   * form is suggested, which browsers might know as no name at all.
   */
  private static final char ZERO_WIDTH_NON_JOINER = '\u200c';

  private static final char ZERO_WIDTH_JOINER = '\u200d';

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  public static InvalidInputException refused(String problem) {
    return new InvalidInputException("url", problem);
  }

  /**
   * Takes a URL apart.
   *
   * @throws InvalidInputException naming the field {@code url}
   */
  public static StrictUrl parse(String url) {
    if (url.isEmpty() || url.length() > MAX_LENGTH) {
      throw refused("must have 1 to " + MAX_LENGTH + " characters");
    }
    int separator = url.indexOf("://");
    if (separator < 1) {
      throw refused("must be an absolute URL such as https://example.com/webhook");
    }
    String scheme = scheme(url.substring(0, separator));
    if (url.indexOf('#') >= 0) {
      throw refused("must not have a fragment (#)");
    }
    String authority = authority(url, separator + 3);
    int colon = portColon(authority);
    String host = host(authority.substring(0, colon));
    int port = colon == authority.length() ? -1 : port(authority.substring(colon + 1));

    UrlTarget.check(url, separator + 3 + authority.length());
    StrictUrl form = new StrictUrl(scheme, host, port, HostSyntax.literal(host));
    if (!form.agreesWithJdk(url) || !form.agreesWithClient(url)) {
      throw refused(
          "must be a URL that every reader understands alike; percent-encode odd characters");
    }
    return form;
  }

  /** Well-known ports belong to other protocols: a POST must not be able to speak SMTP. */
  public void checkPort() {
    if (port != -1 && port != 443 && port < 1024) {
      throw refused("must use port 443, or one from 1024 on");
    }
  }

  private static String scheme(String text) {
    if (!SCHEME.matcher(text).matches()) {
      throw refused("must begin with its scheme, as in https://example.com/webhook");
    }
    return text.toLowerCase(Locale.ROOT);
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

  private static String host(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    // The text, not its lower case: that of the Kelvin sign is a k.
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    if (ascii && (HostSyntax.literal(host) != null || HostSyntax.isName(host))) {
      return host;
    }
    if (text.indexOf(ZERO_WIDTH_NON_JOINER) >= 0 || text.indexOf(ZERO_WIDTH_JOINER) >= 0) {
      throw refused(
          "must not have an invisible joiner in its host: leave it out, or where the name has one,"
              + " write the name in ASCII (punycode)");
    }
    String asciiForm = ascii || hasOddAscii(text) ? null : AsciiName.of(text);
    throw refused(
        asciiForm != null
            ? "must have its host in ASCII: " + asciiForm
            : "must have a host name of letters, digits and hyphens (punycode for others), or a"
                + " plain IP address");
  }

  private static boolean hasOddAscii(String text) {
    return text.chars()
        .anyMatch(c -> c < 0x80 && !Character.isLetterOrDigit(c) && c != '-' && c != '.');
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

  /** An IPv4 address that is written as one of IPv6 is one or the other, as readers like. */
  private boolean agreesWithClient(String url) {
    if (host.startsWith("[") && literal instanceof Inet4Address) {
      return false;
    }
    ParsedUrl parsed = ParsedUrl.parse(url);
    int effectivePort = port != -1 ? port : scheme.equals("https") ? 443 : 80;
    return parsed != null
        && parsed.scheme().equals(scheme)
        && parsed.port() == effectivePort
        && parsed.host().equals(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }
}
