package dev.webhooks.internal.guard;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses the public policy connects to: {@link AddressRanges#PUBLIC}, with a host's
 * exceptions. Refused beats allowed, allowed beats the table. Immutable.
 */
public final class AddressRules {
  public static final AddressRules PUBLIC = new AddressRules(List.of(), List.of(), List.of());

  private final List<AddressRange> refused;
  private final List<AddressRange> allowed;
  private final List<Nat64Prefix> nat64;

  public AddressRules(
      List<AddressRange> refused, List<AddressRange> allowed, List<Nat64Prefix> nat64) {
    this.refused = List.copyOf(refused);
    this.allowed = List.copyOf(allowed);
    this.nat64 = List.copyOf(nat64);
  }

  /**
   * Judges an address as what it reaches: an IPv4-mapped one (::ffff:a.b.c.d), and one under a
   * NAT64 prefix, as the IPv4 address that it embeds.
   */
  public boolean allows(InetAddress address) {
    byte[] bytes = unmapped(address.getAddress());
    boolean translated = false;
    for (Nat64Prefix prefix : nat64) {
      if (prefix.contains(bytes)) {
        translated = true;
        byte[] embedded = prefix.embedded(bytes);
        if (embedded == null || !allowsReached(embedded)) {
          return false;
        }
      }
    }
    // Allowing a range that lies in a NAT64 prefix allows nothing that the embedded address isn't.
    return translated ? !AddressRanges.anyContains(refused, bytes) : allowsReached(bytes);
  }

  private boolean allowsReached(byte[] address) {
    return !AddressRanges.anyContains(refused, address)
        && (AddressRanges.anyContains(allowed, address) || AddressRanges.PUBLIC.contains(address));
  }

  /** The JDK unmaps what it parses, but {@code Inet6Address.getByAddress} keeps the mapped form. */
  private static byte[] unmapped(byte[] address) {
    if (address.length != 16 || address[10] != (byte) 0xff || address[11] != (byte) 0xff) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return address;
      }
    }
    return Arrays.copyOfRange(address, 12, 16);
  }
}
