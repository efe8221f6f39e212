package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.webhooks.model.InvalidInputException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee S with a host's exceptions: each opens what it names, and nothing beside it. */
class UrlPolicyBuilderTest {

  private static boolean allows(UrlPolicy policy, String literal) {
    try {
      return policy.allows(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  private static void assertRefused(UrlPolicy policy, String url) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> policy.check(url))
        .satisfies(e -> assertThat(e.field()).isEqualTo("url"));
  }

  private static void assertAccepted(UrlPolicy policy, String url) {
    assertThatCode(() -> policy.check(url)).doesNotThrowAnyException();
  }

  private static void assertInvalid(String field, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(field + " must");
  }

  @Test
  void withoutExceptionsItIsThePublicPolicy() {
    UrlPolicy policy = UrlPolicy.builder().build();

    assertAccepted(policy, "https://example.com/");
    assertRefused(policy, "http://example.com/");
    assertRefused(policy, "https://localhost/");
    assertRefused(policy, "https://10.0.0.1/");
    assertThat(allows(policy, "8.8.8.8")).isTrue();
    assertThat(allows(policy, "10.0.0.1")).isFalse();
    assertThat(allows(policy, "64:ff9b::808:808")).isFalse();
  }

  @Test
  void anAllowedRangeIsOpenedAndItsNeighboursAreNot() throws UnknownHostException {
    UrlPolicy policy =
        UrlPolicy.builder().allowRange("10.1.0.0/16").allowRange("FD12:3456::/32").build();

    assertThat(List.of("10.1.0.0", "10.1.255.255", "fd12:3456::1"))
        .allMatch(address -> allows(policy, address));
    assertThat(List.of("10.0.255.255", "10.2.0.0", "127.0.0.1", "fd12:3457::1", "::10.1.0.1"))
        .noneMatch(address -> allows(policy, address));
    assertThat(policy.allows(mapped(10, 1, 2, 3))).isTrue();
    assertThat(policy.allows(mapped(10, 2, 2, 3))).isFalse();
    assertAccepted(policy, "https://10.1.2.3/");
    assertAccepted(policy, "https://[fd12:3456::1]:8443/");
    assertRefused(policy, "https://10.2.2.3/");
    assertRefused(policy, "https://10.1.2.3:22/");
    assertRefused(policy, "https://10.1.3/");
  }

  @Test
  void aRefusedRangeIsClosedAndBeatsAnAllowedOne() throws UnknownHostException {
    UrlPolicy policy =
        UrlPolicy.builder()
            .refuseRange("8.8.0.0/16")
            .refuseRange("2606:4700::/32")
            .refuseRange("10.1.2.0/24")
            .allowRange("10.1.0.0/16")
            .allowRange("8.8.8.8/32")
            .build();

    assertThat(List.of("8.8.8.8", "8.8.0.0", "2606:4700:4700::1111", "10.1.2.3"))
        .noneMatch(address -> allows(policy, address));
    assertThat(List.of("8.9.0.0", "2606:4701::1", "10.1.3.0"))
        .allMatch(address -> allows(policy, address));
    assertThat(policy.allows(mapped(8, 8, 8, 8))).isFalse();
    assertRefused(policy, "https://8.8.8.8/");
  }

  private static InetAddress mapped(int a, int b, int c, int d) throws UnknownHostException {
    byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) a, (byte) b, (byte) c, (byte) d};
    return Inet6Address.getByAddress(null, bytes, -1); // stays an Inet6Address
  }

  @Test
  void anAllowedNameIsTakenWithThoseBelowItButNotWhereItLeads() {
    UrlPolicy policy = UrlPolicy.builder().allowName("Hooks.corp").allowName("gateway").build();

    assertAccepted(policy, "https://hooks.corp/");
    assertAccepted(policy, "https://a.HOOKS.corp/");
    assertAccepted(policy, "https://gateway:8443/");
    assertAccepted(policy, "https://example.com/");
    assertRefused(policy, "https://corp/");
    assertRefused(policy, "https://wiki.corp/");
    assertRefused(policy, "https://nothooks.corp/");
    assertRefused(policy, "https://gateway.local/");
    assertRefused(policy, "http://hooks.corp/");
    assertThat(allows(policy, "10.0.0.1")).isFalse();
  }

  @Test
  void aRefusedNameIsRefusedWithThoseBelowItAndBeatsAnAllowedOne() {
    UrlPolicy policy =
        UrlPolicy.builder()
            .allowName("corp")
            .refuseName("vault.corp")
            .refuseName("ACME.example")
            .build();

    assertRefused(policy, "https://acme.example/");
    assertRefused(policy, "https://app.Acme.Example/hook");
    assertRefused(policy, "https://vault.corp/");
    assertRefused(policy, "https://a.vault.corp/");
    assertAccepted(policy, "https://hooks.corp/");
    assertAccepted(policy, "https://notacme.example/");
    assertAccepted(policy, "https://acme.example.com/");
  }

  @Test
  void whatIsBuiltDoesNotChangeWithItsBuilder() {
    UrlPolicyBuilder builder = UrlPolicy.builder();
    UrlPolicy before = builder.build();
    builder.allowRange("10.0.0.0/8").allowName("corp").nat64("64:ff9b::/96");

    assertThat(allows(before, "10.0.0.1")).isFalse();
    assertThat(allows(before, "64:ff9b::808:808")).isFalse();
    assertRefused(before, "https://wiki.corp/");
    assertThat(allows(builder.build(), "10.0.0.1")).isTrue();
    assertThat(allows(UrlPolicy.publicHttps(), "10.0.0.1")).isFalse();
  }

  /** RFC 6052, section 2.4: 192.0.2.33 under each length; here a public address and a private. */
  @ParameterizedTest(name = "NAT64 {0}: {1}, not {2}")
  @CsvSource({
    "64:ff9b::/96, 64:ff9b::5db8:d822, 64:ff9b::7f00:1",
    "2001:db9::/32, 2001:db9:5db8:d822::, 2001:db9:7f00:1::",
    "2001:db9:100::/40, 2001:db9:15d:b8d8:22::, 2001:db9:10a:1:1::",
    "2001:db9:122::/48, 2001:db9:122:5db8:d8:2200::, 2001:db9:122:a9fe:a9:fe00::",
    "2001:db9:122:300::/56, 2001:db9:122:35d:b8:d822::, 2001:db9:122:30a:0:1::",
    "2001:db9:122:344::/64, 2001:db9:122:344:5d:b8d8:2200:0, 2001:db9:122:344:a:0:100:0",
    "2001:db9:122:344::/96, 2001:db9:122:344::5db8:d822, 2001:db9:122:344::c0a8:101",
    "64:ff9b:1::/48, 64:ff9b:1:5db8:d8:2200::, 64:ff9b:1:7f00::100:0",
    "fd00:64::/96, fd00:64::5db8:d822, fd00:64::a00:1",
  })
  void anAddressUnderANat64PrefixIsJudgedAsTheOneItEmbeds(
      String prefix, String reachesPublic, String reachesPrivate) {
    UrlPolicy policy = UrlPolicy.builder().nat64(prefix).build();

    assertThat(allows(policy, reachesPublic)).isTrue();
    assertThat(allows(policy, reachesPrivate)).isFalse();
    assertAccepted(policy, "https://[" + reachesPublic + "]/");
    assertRefused(policy, "https://[" + reachesPrivate + "]/");

    UrlPolicy refusing = UrlPolicy.builder().nat64(prefix).refuseRange("93.184.216.0/24").build();
    assertThat(allows(refusing, reachesPublic)).isFalse();
    // Neither does allowing the prefix as a range open what is behind it.
    assertThat(allows(UrlPolicy.builder().nat64(prefix).allowRange(prefix).build(), reachesPrivate))
        .isFalse();
  }

  @Test
  void nat64ObeysTheRangesOfBothFamilies() {
    UrlPolicy policy =
        UrlPolicy.builder()
            .nat64("64:ff9b::/96")
            .nat64("2001:db9::/32")
            .allowRange("10.1.0.0/16")
            .refuseRange("64:ff9b::909:909/128")
            .build();

    assertThat(allows(policy, "64:ff9b::a01:1")).isTrue();
    assertThat(allows(policy, "64:ff9b::a02:1")).isFalse();
    assertThat(allows(policy, "64:ff9b::909:909")).isFalse();
    assertThat(allows(policy, "9.9.9.9")).isTrue();
    // Bits 64 to 71 are not zero: no address of RFC 6052, whatever else it may be.
    assertThat(allows(policy, "2001:db9:5db8:d822:100::")).isFalse();
    // The suffix is ignored, as translators do.
    assertThat(allows(policy, "2001:db9:5db8:d822:0:1:2:3")).isTrue();
    assertThat(allows(policy, "2001:db9:7f00:1:0:1:2:3")).isFalse();
    // Next to the prefixes nothing is decoded.
    assertThat(allows(policy, "64:ff9b:0:0:0:1:808:808")).isFalse();
    assertThat(allows(policy, "2001:dba::1")).isTrue();
  }

  @Test
  void prefixesThatOverlapMustAgree() {
    UrlPolicy policy =
        UrlPolicy.builder().nat64("2001:db9::/32").nat64("2001:db9:808:808::/96").build();

    assertThat(allows(policy, "2001:db9:808:808::808:808")).isTrue();
    assertThat(allows(policy, "2001:db9:808:808::7f00:1")).isFalse();
  }

  @ParameterizedTest(name = "no range: {0}")
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.1/16",
        "010.0.0.0/8",
        "0x0a.0.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0/-8",
        "10.0.0.0/+8",
        "10.0.0.0/٨",
        "300.0.0.0/8",
        "example.com/8",
        "fd00::1/32",
        "fd00::/129",
        "[fd00::]/32",
        "fd00::%eth0/64",
        "::ffff:10.0.0.0/104",
        "::ffff:10.0.0.0/8", // 10.0.0.0/8, if the JDK had its way
        "::ffff:a01:0/16",
      })
  void aRangeThatIsNotOneIsRefusedByItsField(String cidr) {
    assertInvalid("allowRange", () -> UrlPolicy.builder().allowRange(cidr));
    assertInvalid("refuseRange", () -> UrlPolicy.builder().refuseRange(cidr));
    assertInvalid("nat64", () -> UrlPolicy.builder().nat64(cidr));
  }

  @ParameterizedTest(name = "too wide to allow: {0}")
  @ValueSource(strings = {"0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/3", "fc00::/6"})
  void aRangeThatWouldSwitchTheGuardOffCanOnlyBeRefused(String cidr) {
    assertInvalid("allowRange", () -> UrlPolicy.builder().allowRange(cidr));
    assertThatCode(() -> UrlPolicy.builder().refuseRange(cidr).build()).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "no name: {0}")
  @ValueSource(
      strings = {
        "",
        ".",
        ".corp",
        "corp.",
        "*.corp",
        "a b",
        "münchen.example",
        "https://corp",
        "corp:443",
        "10.0.0.1",
        "[::1]",
        "127.1",
        "a_b.corp",
      })
  void aNameThatIsNotOneIsRefusedByItsField(String name) {
    assertInvalid("allowName", () -> UrlPolicy.builder().allowName(name));
    assertInvalid("refuseName", () -> UrlPolicy.builder().refuseName(name));
  }

  @ParameterizedTest(name = "no NAT64 prefix: {0}")
  @ValueSource(
      strings = {
        "64:ff9b::/95",
        "64:ff9b::/128",
        "2001:db9::/33",
        "2001:db9:0:0:100::/96", // bits 64 to 71
        "::/96",
        "fe80::/96",
        "ff00::/32",
        "10.0.0.0/32",
        "4000::/32",
      })
  void aPrefixThatRfc6052DoesNotKnowIsRefused(String prefix) {
    assertInvalid("nat64", () -> UrlPolicy.builder().nat64(prefix));
  }

  @Test
  void nullsAreMistakes() {
    UrlPolicyBuilder builder = UrlPolicy.builder();
    assertThatNullPointerException().isThrownBy(() -> builder.allowRange(null));
    assertThatNullPointerException().isThrownBy(() -> builder.refuseName(null));
    assertThatNullPointerException().isThrownBy(() -> builder.nat64(null));
  }
}
