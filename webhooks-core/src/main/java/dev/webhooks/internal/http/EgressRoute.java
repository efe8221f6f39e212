package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The way through an egress proxy. Guarantee S means here: a socket connects to the proxy or to
 * nothing, no endpoint's name is looked up, and an endpoint that is an address is judged as ever.
 *
 * <p>It also keeps a call to one {@code CONNECT}. OkHttp goes on to the proxy's next address when
 * the tunnel, or the TLS in it, fails; that would repeat what the proxy has refused, so the next
 * address is for a proxy that could not be connected to, and for nothing else.
 *
 * <p>What a call has seen is kept by thread, as in {@link ReadBudget} and for the same reason.
 * Thread safe.
 */
final class EgressRoute implements Dns, ConnectGuard {
  private static final int MAX_ADDRESSES = 4;

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern QUAD = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);

  /**
   * The last label begins with a digit: 127.1, 2130706433, 0x7f.1 and what else means 127.0.0.1.
   */
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9][^.]*\\.?");

  private final EgressSettings settings;
  private final Lookups lookups;
  private final Predicate<InetAddress> guard;
  private final @Nullable InetAddress literal;

  @SuppressWarnings("ThreadLocalUsage") // one per sender; end() leaves nothing behind
  private final ThreadLocal<Progress> current = new ThreadLocal<>();

  EgressRoute(EgressSettings settings, Lookups lookups, Predicate<InetAddress> guard) {
    this.settings = settings;
    this.lookups = lookups;
    this.guard = guard;
    this.literal = isLiteral(settings.host()) ? address(settings.host()) : null;
  }

  /** Begins a call of the current thread. */
  void begin() {
    current.set(new Progress());
  }

  /** Ends the current thread's call. */
  void end() {
    current.remove();
  }

  /** Whether the proxy may be asked for this host; what a name leads to, the proxy has to judge. */
  boolean mayAskFor(HttpUrl url) {
    String host = url.host();
    return isLiteral(host) ? guard.test(address(host)) : !NUMERIC.matcher(host).matches();
  }

  /** Whether the current thread's call has a connection to the proxy, or had one. */
  boolean hasConnected() {
    Progress progress = current.get();
    return progress != null && progress.connected;
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    Progress progress = current.get();
    if (progress == null || !host.equals(settings.host())) {
      throw new RefusedAddressException();
    }
    List<InetAddress> addresses = lookups.resolve(host);
    if (addresses.isEmpty()) {
      throw new UnknownHostException("no address");
    }
    progress.addresses = addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES));
    return progress.addresses;
  }

  @Override
  public void check(InetSocketAddress target) throws IOException {
    Progress progress = current.get();
    if (progress == null || target.getPort() != settings.port() || !isProxy(target, progress)) {
      throw new RefusedAddressException();
    }
    if (progress.connected) {
      throw new ConnectException("one connection per call");
    }
  }

  private boolean isProxy(InetSocketAddress target, Progress progress) {
    InetAddress address = target.getAddress();
    return address != null
        && (literal != null ? address.equals(literal) : progress.addresses.contains(address));
  }

  @Override
  public void connected() {
    Progress progress = current.get();
    if (progress != null) {
      progress.connected = true;
    }
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || QUAD.matcher(host).matches();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal); // never a look-up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address", e);
    }
  }

  private static final class Progress {
    List<InetAddress> addresses = List.of();
    boolean connected;
  }
}
