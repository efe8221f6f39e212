package dev.webhooks.internal.http;

import dev.webhooks.internal.guard.HostSyntax;
import dev.webhooks.policy.EgressProxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
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
  private final EgressProxy proxy;
  private final Lookups lookups;
  private final Predicate<InetAddress> guard;
  private final @Nullable InetAddress literal;

  @SuppressWarnings("ThreadLocalUsage") // one per sender; end() leaves nothing behind
  private final ThreadLocal<Progress> current = new ThreadLocal<>();

  EgressRoute(EgressProxy proxy, Lookups lookups, Predicate<InetAddress> guard) {
    this.proxy = proxy;
    this.lookups = lookups;
    this.guard = guard;
    this.literal = HostSyntax.address(proxy.host());
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
    InetAddress address = HostSyntax.address(host);
    return address != null
        ? guard.test(address)
        : host.indexOf(':') < 0 && !HostSyntax.isNumeric(host);
  }

  /** Whether the current thread's call has a connection to the proxy, or had one. */
  boolean hasConnected() {
    Progress progress = current.get();
    return progress != null && progress.connected;
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    Progress progress = current.get();
    if (progress == null || !host.equals(proxy.host())) {
      throw new RefusedAddressException();
    }
    List<InetAddress> addresses = lookups.resolve(host);
    if (addresses.isEmpty()) {
      throw new UnknownHostException("no address");
    }
    progress.addresses = addresses.subList(0, Math.min(addresses.size(), CheckedDns.MAX_ADDRESSES));
    return progress.addresses;
  }

  @Override
  public void check(InetSocketAddress target) throws IOException {
    Progress progress = current.get();
    if (progress == null || target.getPort() != proxy.port() || !isProxy(target, progress)) {
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

  private static final class Progress {
    List<InetAddress> addresses = List.of();
    boolean connected;
  }
}
