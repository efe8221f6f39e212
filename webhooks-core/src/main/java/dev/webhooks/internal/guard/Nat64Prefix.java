package dev.webhooks.internal.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prefix under which a NAT64 reaches IPv4 addresses, and where in an IPv6 address it puts them:
 * RFC 6052, section 2.2. Immutable.
 */
public final class Nat64Prefix {
  /** Bits 64 to 71, the "u" octet: always zero, and stepped over by the address around it. */
  private static final int U_OCTET = 8;

  private static final List<Integer> LENGTHS = List.of(32, 40, 48, 56, 64, 96);

  /** The well-known prefix and RFC 8215's, global unicast, and unique local. */
  private static final List<AddressRange> HOMES =
      AddressRanges.blocks("64:ff9b::/32", "2000::/3", "fc00::/7");

  private final AddressRange range;

  private Nat64Prefix(AddressRange range) {
    this.range = range;
  }

  /**
   * Reads a prefix.
   *
   * @throws IllegalArgumentException if it is no block of addresses, or none that RFC 6052 allows
   */
  public static Nat64Prefix of(String cidr) {
    AddressRange range = AddressRange.of(cidr);
    byte[] network = range.network();
    if (!AddressRanges.anyContains(HOMES, network)
        || !LENGTHS.contains(range.prefixBits())
        || network[U_OCTET] != 0) {
      throw new IllegalArgumentException("not a NAT64 prefix: " + cidr);
    }
    return new Nat64Prefix(range);
  }

  boolean contains(byte[] address) {
    return range.contains(address);
  }

  /**
   * The IPv4 address that a translator would send to. What follows it is ignored, as translators
   * do.
   *
   * @param address one in this prefix
   * @return null if the u octet is not zero: then it is no such address
   */
  byte @Nullable [] embedded(byte[] address) {
    if (address[U_OCTET] != 0) {
      return null;
    }
    byte[] ipv4 = new byte[4];
    int from = range.prefixBits() / 8;
    for (int i = 0; i < 4; i++) {
      if (from == U_OCTET) {
        from++;
      }
      ipv4[i] = address[from++];
    }
    return ipv4;
  }
}
