package dev.webhooks.internal.guard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** One block of addresses in CIDR notation, IPv4 or IPv6. Immutable. */
public final class AddressRange {
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  private final byte[] network;
  private final int prefixBits;

  private AddressRange(byte[] network, int prefixBits) {
    this.network = network;
    this.prefixBits = prefixBits;
  }

  /**
   * Reads a block.
   *
   * @param cidr such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; the address must be complete
   * @throws IllegalArgumentException if it isn't that, has bits set beyond its prefix, or is an
   *     IPv4-mapped address: nobody can tell which family its prefix counts in
   */
  public static AddressRange of(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(cidr.substring(slash + 1)).matches()) {
      throw new IllegalArgumentException("not a block of addresses: " + cidr);
    }
    String text = cidr.substring(0, slash);
    InetAddress address = HostSyntax.address(text);
    // The JDK unmaps: ::ffff:10.0.0.0/8 would become all of 10.0.0.0/8.
    if (address == null || (text.indexOf(':') >= 0 && address instanceof Inet4Address)) {
      throw new IllegalArgumentException("not a block of addresses: " + cidr);
    }
    byte[] network = address.getAddress();
    int prefixBits = Integer.parseInt(cidr.substring(slash + 1));
    if (prefixBits > network.length * 8) {
      throw new IllegalArgumentException("prefix too long: " + cidr);
    }
    for (int bit = prefixBits; bit < network.length * 8; bit++) {
      if ((network[bit / 8] & (0x80 >> bit % 8)) != 0) {
        throw new IllegalArgumentException("bits set beyond the prefix: " + cidr);
      }
    }
    return new AddressRange(network, prefixBits);
  }

  /** The first address of the block, in network byte order. */
  public byte[] network() {
    return network.clone();
  }

  public int prefixBits() {
    return prefixBits;
  }

  /** Whether the address, in network byte order, lies in this block. Families never mix. */
  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = prefixBits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = prefixBits % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
  }
}
