package dev.webhooks.policy;

import dev.webhooks.internal.guard.AddressRange;
import dev.webhooks.internal.guard.AddressRules;
import dev.webhooks.internal.guard.HostSyntax;
import dev.webhooks.internal.guard.NameRules;
import dev.webhooks.internal.guard.Nat64Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Makes a {@link UrlPolicy} out of {@link UrlPolicy#publicHttps()} and exceptions from it. What is
 * refused here beats what is allowed here, and that beats the built-in rules; the order of the
 * calls doesn't matter. Schemes, ports and what a URL may look like stay as they are.
 *
 * <pre>{@code
 * UrlPolicy policy = UrlPolicy.builder()
 *     .allowName("hooks.corp")          // its name, and ...
 *     .allowRange("10.1.0.0/16")        // ... where it leads
 *     .refuseName("acme.example")       // the host's own
 *     .build();
 * }</pre>
 *
 * <p>Every method refuses what it can't read with an {@link IllegalArgumentException} that begins
 * with the method's name. Not thread safe; what it builds is, and does not change with it.
 */
public final class UrlPolicyBuilder {
  /** The widest blocks that anybody has for private use: 10.0.0.0/8 and fc00::/7. */
  private static final int WIDEST_IPV4 = 8;

  private static final int WIDEST_IPV6 = 7;

  private final List<AddressRange> refusedRanges = new ArrayList<>();
  private final List<AddressRange> allowedRanges = new ArrayList<>();
  private final List<Nat64Prefix> nat64 = new ArrayList<>();
  private final List<String> refusedNames = new ArrayList<>();
  private final List<String> allowedNames = new ArrayList<>();

  UrlPolicyBuilder() {}

  /**
   * Lets connections go to these addresses, whatever the built-in table says. Customers can then
   * reach every service there that listens on port 443 or one from 1024 on.
   *
   * @param cidr such as {@code 10.1.0.0/16} or {@code fd12:3456::/32}, without bits beyond the
   *     prefix; at least a /8 for IPv4 and a /7 for IPv6, as more would switch the guard off
   * @throws IllegalArgumentException when it can't be read, or is wider
   */
  public UrlPolicyBuilder allowRange(String cidr) {
    AddressRange range = range("allowRange", cidr);
    int widest = range.network().length == 4 ? WIDEST_IPV4 : WIDEST_IPV6;
    if (range.prefixBits() < widest) {
      throw refused("allowRange", "must not be wider than a /8 for IPv4, a /7 for IPv6");
    }
    allowedRanges.add(range);
    return this;
  }

  /**
   * Lets no connection go to these addresses.
   *
   * @param cidr such as {@code 198.41.0.0/24} or {@code 2600:1f00::/24}, without bits beyond the
   *     prefix
   * @throws IllegalArgumentException when it can't be read
   */
  public UrlPolicyBuilder refuseRange(String cidr) {
    refusedRanges.add(range("refuseRange", cidr));
    return this;
  }

  /**
   * Takes this name and those below it, though it has no domain or belongs inside a network. Where
   * it leads is still judged at every connect: private addresses need {@link #allowRange} too.
   *
   * @param name such as {@code hooks.corp}; ASCII, any case, no trailing dot
   * @throws IllegalArgumentException when it can't be read
   */
  public UrlPolicyBuilder allowName(String name) {
    allowedNames.add(name("allowName", name));
    return this;
  }

  /**
   * Refuses this name and those below it, such as the host application's own. The text alone is
   * judged: another name may lead to the same addresses, which {@link #refuseRange} refuses.
   *
   * @param name such as {@code acme.example}; ASCII, any case, no trailing dot
   * @throws IllegalArgumentException when it can't be read
   */
  public UrlPolicyBuilder refuseName(String name) {
    refusedNames.add(name("refuseName", name));
    return this;
  }

  /**
   * Judges addresses under this prefix as the IPv4 addresses that they embed (RFC 6052), for a
   * network that reaches IPv4 through a NAT64. Without it the well-known {@code 64:ff9b::/96} is
   * refused as a whole. A network with a prefix of its own <strong>must</strong> name it here: to
   * everybody else it looks like part of the public internet, and leads to private addresses.
   *
   * @param prefix of 32, 40, 48, 56, 64 or 96 bits, in {@code 64:ff9b::/32}, {@code 2000::/3} or
   *     {@code fc00::/7}, with bits 64 to 71 zero
   * @throws IllegalArgumentException when it can't be read
   */
  public UrlPolicyBuilder nat64(String prefix) {
    try {
      nat64.add(Nat64Prefix.of(lowerCase("nat64", prefix)));
    } catch (IllegalArgumentException e) {
      throw refused(
          "nat64",
          "must be an RFC 6052 prefix such as 64:ff9b::/96 (/32, /40, /48, /56, /64, /96)");
    }
    return this;
  }

  /** {@return the policy as it stands now; immutable} */
  public UrlPolicy build() {
    return new PublicUrlPolicy(
        new AddressRules(refusedRanges, allowedRanges, nat64),
        new NameRules(refusedNames, allowedNames));
  }

  private static AddressRange range(String field, String cidr) {
    try {
      return AddressRange.of(lowerCase(field, cidr));
    } catch (IllegalArgumentException e) {
      throw refused(
          field, "must be a block such as 10.1.0.0/16 or fd12:3456::/32, with no bits beyond it");
    }
  }

  private static String name(String field, String name) {
    String lowerCase = lowerCase(field, name);
    if (!HostSyntax.isName(lowerCase)) {
      throw refused(
          field, "must be a host name of letters, digits and hyphens (punycode for others)");
    }
    return lowerCase;
  }

  private static IllegalArgumentException refused(String method, String problem) {
    return new IllegalArgumentException(method + " " + problem);
  }

  private static String lowerCase(String field, String text) {
    return Objects.requireNonNull(text, field).toLowerCase(Locale.ROOT);
  }
}
