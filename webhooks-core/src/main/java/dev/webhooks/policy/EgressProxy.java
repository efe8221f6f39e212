package dev.webhooks.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.internal.guard.HostSyntax;
import java.net.InetAddress;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that every webhook leaves through, such as Smokescreen: asked for a tunnel with
 * {@code CONNECT}, in which TLS goes on to the endpoint.
 *
 * <p>The library then connects to this proxy only, and looks no endpoint's name up: where a name
 * leads is the proxy's to judge. The {@link UrlPolicy} still judges the text of every URL, and
 * every address that stands in one.
 *
 * <p>Immutable and thread safe. It does not print its credentials.
 */
public final class EgressProxy {
  private static final int MAX_CREDENTIAL = 1000;

  private final String host;
  private final int port;
  private final @Nullable String authorization;

  private EgressProxy(String host, int port, @Nullable String authorization) {
    this.host = host;
    this.port = port;
    this.authorization = authorization;
  }

  /**
   * A proxy without credentials. Nothing is connected to or looked up yet.
   *
   * @param host a name, looked up for every new connection, or an IP address; trusted, so neither
   *     is judged by the URL policy
   * @param port 1 to 65535
   * @throws IllegalArgumentException when either is anything else
   */
  public static EgressProxy http(String host, int port) {
    String text = Objects.requireNonNull(host, "host").toLowerCase(Locale.ROOT);
    InetAddress literal = HostSyntax.literal(text);
    if (literal == null) {
      literal = HostSyntax.address(text);
    }
    if (literal == null && !HostSyntax.isName(text)) {
      throw refused("must have a host name, or a plain IP address");
    }
    if (port < 1 || port > 65_535) {
      throw refused("must have a port from 1 to 65535");
    }
    return new EgressProxy(literal == null ? text : literal.getHostAddress(), port, null);
  }

  /**
   * The same proxy with credentials: sent as HTTP Basic, unasked, with every {@code CONNECT}. They
   * travel unencrypted to the proxy, and nowhere else.
   *
   * @param user without a colon; printable, not empty
   * @param password printable; may be empty
   * @throws IllegalArgumentException when they are anything else; it holds neither value
   */
  public EgressProxy withCredentials(String user, String password) {
    if (!isPrintable(user) || !isPrintable(password) || user.isEmpty() || user.indexOf(':') >= 0) {
      throw refused("must have printable credentials, and no colon in the user name");
    }
    String pair = user + ":" + password;
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    return new EgressProxy(host, port, "Basic " + encoded);
  }

  /** A name in lower case, a dotted quad, or an IPv6 address without brackets. */
  public String host() {
    return host;
  }

  /** From 1 to 65535. */
  public int port() {
    return port;
  }

  /** The {@code Proxy-Authorization} header's value, a secret; null without credentials. */
  public @Nullable String authorization() {
    return authorization;
  }

  private static IllegalArgumentException refused(String problem) {
    return new IllegalArgumentException("egressProxy " + problem);
  }

  private static boolean isPrintable(String text) {
    return text.length() <= MAX_CREDENTIAL && text.chars().noneMatch(Character::isISOControl);
  }

  /** Without the credentials (Guarantee P). */
  @Override
  public String toString() {
    return "EgressProxy[" + host + ":" + port + (authorization == null ? "]" : ", credentials]");
  }
}
