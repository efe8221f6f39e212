package dev.webhooks.internal.guard;

import java.util.List;
import java.util.stream.Stream;

/**
 * A set of addresses: some blocks, less some blocks. Immutable.
 *
 * <p>{@link #PUBLIC} is the one table of what the library connects to by default. It follows IANA's
 * "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address Registry" (RFC 6890 and
 * its updates). IPv4 is all but a list of what is refused, because nearly all of it is in use. IPv6
 * is 2000::/3, global unicast, less such a list: IANA assigns from nowhere else, and a new special
 * block elsewhere is refused without an update. Much of 2000::/3 is not assigned yet (2d00::/8,
 * 3000::/4, and 3ffe::/16, which was given back); it is allowed, because it leads nowhere, and may
 * be assigned any day. IPv4-compatible addresses (::a.b.c.d) and NAT64's 64:ff9b::/96 lie outside.
 */
public final class AddressRanges {
  static final AddressRanges PUBLIC =
      new AddressRanges(
          blocks(
              "0.0.0.0/0", // IPv4, less what follows
              "2000::/3"), // IPv6 global unicast, assigned or not, less what follows
          blocks(
              "0.0.0.0/8", // "this network", RFC 791; 0.0.0.0 reaches the local host on Linux
              "10.0.0.0/8", // private use, RFC 1918
              "100.64.0.0/10", // shared address space, RFC 6598; Alibaba's metadata
              "127.0.0.0/8", // loopback, RFC 1122
              "168.63.129.16/32", // Azure's wire server: a public address answered by the host
              "169.254.0.0/16", // link local, RFC 3927; the clouds' metadata
              "172.16.0.0/12", // private use, RFC 1918
              "192.0.0.0/24", // IETF protocol assignments, RFC 6890; Oracle's metadata
              "192.0.2.0/24", // documentation, RFC 5737
              "192.88.99.0/24", // 6to4 relay anycast, RFC 7526
              "192.168.0.0/16", // private use, RFC 1918
              "198.18.0.0/15", // benchmarking, RFC 2544
              "198.51.100.0/24", // documentation, RFC 5737
              "203.0.113.0/24", // documentation, RFC 5737
              "224.0.0.0/4", // multicast, RFC 5771
              "240.0.0.0/4", // reserved, RFC 1112, and limited broadcast
              "2001::/23", // IETF protocol assignments: Teredo, ORCHID, benchmarking
              "2001:db8::/32", // documentation, RFC 3849
              "2002::/16", // 6to4, RFC 3056: carries an IPv4 address past every other rule
              "3fff::/20")); // documentation, RFC 9637

  private final List<AddressRange> included;
  private final List<AddressRange> excluded;

  private AddressRanges(List<AddressRange> included, List<AddressRange> excluded) {
    this.included = included;
    this.excluded = excluded;
  }

  /** Whether the address, in network byte order, is in one of the blocks and in none taken away. */
  boolean contains(byte[] address) {
    return anyContains(included, address) && !anyContains(excluded, address);
  }

  static boolean anyContains(List<AddressRange> ranges, byte[] address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  static List<AddressRange> blocks(String... cidrs) {
    return Stream.of(cidrs).map(AddressRange::of).toList();
  }
}
