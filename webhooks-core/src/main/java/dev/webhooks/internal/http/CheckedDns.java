package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Names become addresses here, and every address is judged (Guarantee S). One refused address
 * refuses the name: whoever publishes a private address next to a public one is up to something, or
 * has made a mistake that they should see. Thread safe.
 */
final class CheckedDns implements Route {
  /** A dead address costs a connect timeout; nobody needs hundreds of them. */
  static final int MAX_ADDRESSES = 4;

  private final Lookups lookups;
  private final Predicate<InetAddress> guard;

  CheckedDns(Lookups lookups, Predicate<InetAddress> guard) {
    this.lookups = lookups;
    this.guard = guard;
  }

  @Override
  public List<InetAddress> addresses(HttpTarget target) throws IOException {
    InetAddress literal = target.literal();
    return literal != null ? List.of(literal) : lookup(target.host());
  }

  private List<InetAddress> lookup(String host) throws IOException {
    List<InetAddress> addresses = lookups.resolve(host);
    for (InetAddress address : addresses) {
      if (!guard.test(address)) {
        throw new RefusedAddressException();
      }
    }
    return addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES));
  }

  @Override
  public int port(HttpTarget target) {
    return target.port();
  }
}
