package dev.webhooks.internal.http;

import dev.webhooks.internal.guard.HostSyntax;
import dev.webhooks.policy.EgressProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way through an egress proxy. Guarantee S means here: a socket connects to the proxy or to
 * nothing, no endpoint's name is looked up, and an endpoint that is an address is judged as ever.
 *
 * <p>Thread safe.
 */
final class EgressRoute implements Route {
  private final EgressProxy proxy;
  private final Lookups lookups;
  private final Predicate<InetAddress> guard;
  private final @Nullable InetAddress literal;

  EgressRoute(EgressProxy proxy, Lookups lookups, Predicate<InetAddress> guard) {
    this.proxy = proxy;
    this.lookups = lookups;
    this.guard = guard;
    this.literal = HostSyntax.address(proxy.host());
  }

  /** What the proxy is to be told of who asks; null if it asks for nothing. */
  @Nullable String authorization() {
    return proxy.authorization();
  }

  /** The proxy's own, whatever the target; what a name leads to, the proxy has to judge. */
  @Override
  public List<InetAddress> addresses(HttpTarget target) throws IOException {
    if (!mayAskFor(target)) {
      throw new RefusedAddressException();
    }
    if (literal != null) {
      return List.of(literal);
    }
    List<InetAddress> addresses = lookups.resolve(proxy.host());
    return addresses.subList(0, Math.min(addresses.size(), CheckedDns.MAX_ADDRESSES));
  }

  private boolean mayAskFor(HttpTarget target) {
    InetAddress address = target.literal();
    return address != null
        ? guard.test(address)
        : target.host().indexOf(':') < 0 && !HostSyntax.isNumeric(target.host());
  }

  @Override
  public int port(HttpTarget target) {
    return proxy.port();
  }
}
