package dev.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** One block of addresses in CIDR notation, IPv4 or IPv6. Immutable. */
final class AddressRange {
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
   * @throws IllegalArgumentException if it isn't that, or has bits set beyond its prefix
   */
  static AddressRange of(String cidr) {
    int slash = cidr.indexOf('/');
    // Looks like a literal, so that the JDK never asks DNS about it.
    if (slash < 0 || !cidr.matches("[0-9a-f.:]*[.:][0-9a-f.:]*/[0-9]{1,3}")) {
      throw new IllegalArgumentException("not a block of addresses: " + cidr);
    }
    String text = cidr.substring(0, slash);
    String literal = text.indexOf(':') < 0 ? text : "[" + text + "]";
    byte[] network;
    try {
      network = InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not a block of addresses: " + cidr, e);
    }
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
