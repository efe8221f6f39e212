package dev.webhooks;

import dev.webhooks.internal.guard.AddressRanges;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.List;
import java.util.stream.Stream;

/**
 * A second opinion on which addresses must not be connected to. The parsing, the arithmetic and
 * most of the kinds are a library's that shares no line with ours; the blocks it has no name for
 * are written down from the RFCs once more, not taken from {@link AddressRanges}.
 */
public final class InsideAddresses {
  private static final List<IPAddress> IPV4 =
      blocks(
          "0.0.0.0/8",
          "100.64.0.0/10",
          "168.63.129.16/32",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "240.0.0.0/4");

  private static final IPAddress GLOBAL_UNICAST = block("2000::/3");

  private static final List<IPAddress> IPV6 =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private InsideAddresses() {}

  public static boolean contain(IPAddress address) {
    if (address.isIPv4()) {
      return containIpv4(address.toIPv4());
    }
    IPv6Address ipv6 = address.toIPv6();
    return ipv6.isIPv4Mapped() ? containIpv4(ipv6.getEmbeddedIPv4Address()) : containIpv6(ipv6);
  }

  private static boolean containIpv4(IPv4Address address) {
    return address.isLoopback()
        || address.isAnyLocal()
        || address.isLinkLocal()
        || address.isPrivate()
        || address.isMulticast()
        || isIn(IPV4, address);
  }

  private static boolean containIpv6(IPv6Address address) {
    return address.isLoopback()
        || address.isAnyLocal()
        || address.isLinkLocal()
        || address.isSiteLocal()
        || address.isUniqueLocal()
        || address.isMulticast()
        || address.isIPv4Compatible()
        || address.isWellKnownIPv4Translatable() // NAT64
        || address.is6To4()
        || address.isTeredo()
        || !GLOBAL_UNICAST.contains(address)
        || isIn(IPV6, address);
  }

  private static boolean isIn(List<IPAddress> blocks, IPAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static List<IPAddress> blocks(String... cidrs) {
    return Stream.of(cidrs).map(InsideAddresses::block).toList();
  }

  private static IPAddress block(String cidr) {
    return new IPAddressString(cidr).getAddress().toPrefixBlock();
  }
}
