package dev.webhooks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhooks.internal.guard.AddressRange;
import dev.webhooks.model.InvalidInputException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee S, its text half and its address table: the forms that peers were bypassed with. */
class UrlPolicyTest {
  private final UrlPolicy policy = UrlPolicy.publicHttps();
  private final UrlPolicy local = UrlPolicy.allowingLocal();

  @ParameterizedTest(name = "accepted: {0}")
  @ValueSource(
      strings = {
        "https://example.com",
        "https://example.com/",
        "https://example.com?a=b",
        "https://example.com/hook?a=b&c=%20d/e?f",
        "https://example.com//double",
        "https://example.com//",
        "https://example.com/a/...",
        "https://example.com/.well-known/a.b",
        "https://example.com/%c3%A9%2F%2e%2e%00",
        "https://example.com/a;b=c,d!e$f'g(h)*i+j~k=l",
        "https://example.com/?",
        "https://example.com/??a[]=1&&=&b;c,d!e$f(g)*h+i~j@k:l/../m",
        "https://example.com/@handle",
        "https://example.com/a:b",
        "https://EXAMPLE.com/Path",
        "HTTPS://example.com/",
        "https://a.b.c.d.e.example.co.uk/",
        "https://xn--mnchen-3ya.example/",
        "https://example.xn--p1ai/",
        "https://1.example.com/",
        "https://0x7f.example.com/",
        "https://127.0.0.1.nip.io/", // a public name; where it leads is judged at connect
        "https://3com.com/",
        "https://a--b.example/",
        "https://localhost.example.com/",
        "https://mylocal.dev/",
        "https://example.com:443/",
        "https://example.com:1024/",
        "https://example.com:8443/hook",
        "https://example.com:65535",
        "https://8.8.8.8/",
        "https://8.8.8.8:8443/hook",
        "https://[2606:4700:4700::1111]/",
        "https://[2606:4700:4700:0:0:0:0:1111]:8443/hook",
        "https://[2A00:1450:4001:80B::200E]/",
      })
  void publicHttpsAccepts(String url) {
    assertThatCode(() -> policy.check(url)).doesNotThrowAnyException();
    assertThatCode(() -> local.check(url)).doesNotThrowAnyException();
  }

  /** No policy takes these: their text has more than one meaning, or none. */
  @ParameterizedTest(name = "no URL for anybody: {0}")
  @ValueSource(
      strings = {
        "",
        " ",
        "example.com",
        "/hook",
        "//example.com/",
        "https:",
        "https:/",
        "https://",
        "https:///hook",
        "https:example.com",
        "https:/example.com",
        "https:127.0.0.1/",
        "https:///example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "jar:https://example.com/!/",
        "gopher://example.com/",
        "ws://example.com/",
        " https://example.com/",
        "https://example.com/ ",
        "https://example.com/a b",
        "https://example.com/\t",
        "https://example.com/\r\nX-Evil: 1",
        "https://example.com/\u0000",
        "https://example.com/\u007f",
        "https://exa\tmple.com/",
        // userinfo and what resembles it
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://example.com@127.0.0.1/",
        "https://example.com%40127.0.0.1/",
        "https://example.com\\@127.0.0.1/",
        "https://example.com\\.evil.example/",
        "https:\\\\example.com/",
        "https://127.0.0.1#@example.com/",
        "https://127.0.0.1?@example.com:80#/@x",
        // fragments
        "https://example.com/#",
        "https://example.com/#a",
        // characters that must be percent-encoded
        "https://example.com/{a}",
        "https://example.com/|",
        "https://example.com/^",
        "https://example.com/\"",
        "https://example.com/<a>",
        "https://example.com/%zz",
        "https://example.com/%",
        "https://example.com/[a]",
        "https://example.com/%4",
        "https://example.com/?%zz",
        "https://example.com/?a='b'",
        "https://example.com/?{a}",
        "https://example.com/?a|b",
        "https://example.com/?\"",
        "https://example.com/?<a>",
        "https://example.com/?^`",
        "https://example.com/caf\u00e9",
        "https://example.com/?caf\u00e9",
        "https://example.com/\ud800",
        // paths that lead elsewhere
        "https://example.com/a/../b",
        "https://example.com/..",
        "https://example.com/./a",
        "https://example.com/a/.",
        "https://example.com/%2e%2e/b",
        "https://example.com/a/%2E",
        "https://example.com/a/.%2e?b",
        // ports
        "https://example.com:/",
        "https://example.com:0/",
        "https://example.com:-1/",
        "https://example.com:+443/",
        "https://example.com:0443/",
        "https://example.com:65536/",
        "https://example.com:99999999999/",
        "https://example.com:443:443/",
        "https://example.com:https/",
        "https://example.com:22/",
        "https://example.com:25/",
        "https://example.com:80/",
        "https://example.com:444/",
        "https://example.com:1023/",
        // names
        "https://example.com./",
        "https://.example.com/",
        "https://example..com/",
        "https://./",
        "https://-a.example.com/",
        "https://a-.example.com/",
        "https://a_b.example.com/",
        "https://*.example.com/",
        "https://exa%6dple.com/",
        "https://exa,mple.com/",
        "https://exa!mple.com/",
        "https://münchen.example/",
        "https://ｅxample.com/",
        "https://①②⑦.0.0.1/",
        "https://exam\u00adple.com/",
        "https://exam\u212a.com/", // the Kelvin sign, whose lower case is a k
        "https://fa\u00df.example/",
        "https://example。com/",
        "https://xn--/",
        "https://example.c-/",
        // addresses in disguise
        "https://127.1/",
        "https://127.0.1/",
        "https://127/",
        "https://0/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0x7f.0x0.0x0.0x1/",
        "https://0177.0.0.1/",
        "https://010.0.0.1/",
        "https://127.0.0.01/",
        "https://127.0.0.1./",
        "https://127.0.0.0x1/",
        "https://127.0.0.256/",
        "https://127.0.0.1.5/",
        "https://1.2.3.4.5/",
        "https://4294967296/",
        "https://8.8.8.8./",
        "https://%31%32%37.0.0.1/",
        "https://１２７.0.0.1/",
        "https://example.1/",
        "https://example.0x1/",
        // IPv6 forms
        "https://::1/",
        "https://[::1/",
        "https://::1]/",
        "https://[]/",
        "https://[:]/",
        "https://[:::]/",
        "https://[1:2:3]/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://[2606:4700:4700::1111]443/",
        "https://[2606:4700:4700::1111]x/",
        "https://[2606:4700:4700::1111].example.com/",
        "https://[example.com]/",
        "https://[127.0.0.1]/",
        "https://[v1.a]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[::ffff:7f00:1]/",
      })
  void nobodyAccepts(String url) {
    assertRefused(policy, url);
    assertRefused(local, url);
  }

  /** Clear texts, refused for where they lead; a local trial may use them. */
  @ParameterizedTest(name = "local only: {0}")
  @ValueSource(
      strings = {
        "http://example.com/",
        "HTTP://example.com/",
        "http://localhost:8080/hook",
        "http://localhost:80/",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://a.localhost/",
        "https://localhost.localdomain/",
        "https://printer.local/",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://wiki.intranet/",
        "https://wiki.corp/",
        "https://nas.home/",
        "https://nas.home.arpa/",
        "https://smtp.mail/",
        "https://kubernetes.default.svc/",
        "https://nas.lan/",
        "https://a.private/",
        "https://intranet/",
        "https://com/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://100.100.100.200/latest/meta-data/",
        "https://127.0.0.1/",
        "https://127.255.255.254:8443/",
        "https://168.63.129.16/",
        "https://169.254.169.254/latest/meta-data/",
        "https://172.16.0.1/",
        "https://192.0.0.192/",
        "https://192.0.2.1/",
        "https://192.88.99.1/",
        "https://192.168.1.1/",
        "https://198.18.0.1/",
        "https://198.51.100.1/",
        "https://203.0.113.7/",
        "https://224.0.0.1/",
        "https://240.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::127.0.0.1]/",
        "https://[::ffff:0:7f00:1]/", // IPv4-translated, RFC 2765: no mapped address
        "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]:8443/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2001::1]/",
        "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", // Teredo
        "https://[2001:db8::1]/",
        "https://[2002:7f00:1::]/",
        "https://[3fff::1]/",
        "https://[fc00::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
      })
  void onlyALocalTrialAccepts(String url) {
    assertRefused(policy, url);
    assertThatCode(() -> local.check(url)).doesNotThrowAnyException();
  }

  @Test
  void lengthsAreBounded() {
    String start = "https://example.com/";
    assertThatCode(() -> policy.check(start + "a".repeat(2048 - start.length())))
        .doesNotThrowAnyException();
    assertRefused(policy, start + "a".repeat(2049 - start.length()));
    assertThatCode(() -> policy.check("https://" + "a".repeat(63) + ".example/"))
        .doesNotThrowAnyException();
    assertRefused(policy, "https://" + "a".repeat(64) + ".example/");
    assertRefused(policy, "https://" + "abcdefg.".repeat(31) + "example/");
  }

  @Test
  void guaranteeP_aRefusalNamesTheFieldAndNotTheUrl() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> policy.check("https://user:s3cret@example.com/"))
        .withMessageStartingWith("url: ")
        .withMessageNotContainingAny("s3cret", "example")
        .satisfies(e -> assertThat(e.field()).isEqualTo("url"));
  }

  /** What a person reads who can still correct it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "https://example.com/?a='b' query ~write %27 for '~",
        "https://example.com/{id} path ~write %7B for {~",
        "https://example.com/?q=a|b query ~write %7C for |~",
        "~https://example.com/a b~ path ~write %20 for a space~",
        "https://example.com/caf\u00e9 path ~write %C3%A9 for the character beyond ASCII~",
        "https://example.com/?\ud83d\ude00 query ~write %F0%9F%98%80 for the character~",
        "https://example.com/100% path ~write %25 for a % itself~",
        "https://example.com/?100%&a query ~write %25 for a % itself~",
        "https://example.com/a/../b path ~write the path that it leads to~",
        "https://example.com/%2e%2e/b path ~write the path that it leads to~",
        "~https://example.com/\t~ path ~control characters~",
        "https://fa\u00df.example/ host ~ASCII: xn--fa-hia.example~",
        "https://m\u00fcnchen.example:8443/a host ~ASCII: xn--mnchen-3ya.example~",
        "https://M\u00dcNCHEN.example/a host ~ASCII: xn--mnchen-3ya.example~",
        "https://\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2.example/ host ~ASCII: xn--kxa6ajbbmh.example~",
        // By IDNA 2003 both would be the name with another sigma, which may be somebody else's.
        "https://\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3.example/ host ~ASCII: xn--kxa6akbbkh.example~",
        "https://\u03c2.example/ host ~ASCII: xn--3xa.example~",
        "https://a\u200db.example/ host ~invisible joiner~",
        "https://a\u200cb.example/ host ~invisible joiner~",
        "https://\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example/ host ~name in ASCII~",
        "https://\u0915\u094d\u200d\u0937.example/ host ~name in ASCII~",
        "https://exam_ple.com/ host ~letters, digits and hyphens~",
        "https://exam\u212a_.com/ host ~letters, digits and hyphens~",
        "https://\uff11\uff12\uff17.0.0.1/ host ~letters, digits and hyphens~",
        "~ https://example.com/~ scheme ~must begin with its scheme~",
      })
  void aRefusalNamesThePartAndWhatToWrite(String url, String part, String advice) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> policy.check(url))
        .withMessageContainingAll(part, advice);
  }

  /** Whoever owns such a name can still register it. */
  @Test
  void aNameWithAJoinerIsTakenInItsAsciiForm() {
    policy.check("https://xn--mgba3gch31f060k.example/");
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> policy.check("https://a\u200db.example/"))
        .withMessageNotContaining("xn--");
  }

  private static void assertRefused(UrlPolicy policy, String url) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> policy.check(url))
        .satisfies(e -> assertThat(e.field()).isEqualTo("url"));
  }

  /** Both ends of every refused block. */
  @ParameterizedTest(name = "refused: {0}")
  @MethodSource
  void refusedAddresses(String literal) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(literal);

    assertThat(policy.allows(address)).isFalse();
    assertThat(local.allows(address)).isTrue();
    if (address.getAddress().length == 4) {
      assertThat(policy.allows(mapped(address))).isFalse();
    }
  }

  static Stream<String> refusedAddresses() {
    return Stream.of(
        """
            0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.0
            127.255.255.255 168.63.129.16 169.254.0.0 169.254.255.255 172.16.0.0 172.31.255.255
            192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255 192.88.99.0 192.88.99.255 192.168.0.0
            192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.0 198.51.100.255 203.0.113.0
            203.0.113.255 224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255 :: ::1 ::127.0.0.1
            ::8.8.8.8 64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 1fff:ffff::1 2001::
            2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
            2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8::
            2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 2002:: 2002:808:808::1
            2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:: 3fff:fff:ffff:ffff::1 4000::1 5f00::1
            fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 ff02::1
            ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        """
            .strip()
            .split("\\s+"));
  }

  /** The neighbours of every refused block. */
  @ParameterizedTest(name = "allowed: {0}")
  @MethodSource
  void allowedAddresses(String literal) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(literal);

    assertThat(policy.allows(address)).isTrue();
    if (address.getAddress().length == 4) {
      assertThat(policy.allows(mapped(address))).isTrue();
    }
  }

  static Stream<String> allowedAddresses() {
    return Stream.of(
        """
            1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255
            128.0.0.0 168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255
            172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0
            192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0
            203.0.112.255 203.0.114.0 223.255.255.255 2000:: 2001:200:: 2001:db7:ffff::1
            2001:db9:: 2001:4860:4860::8888 2003:: 2606:4700:4700::1111 2a00:1450:4001:80b::200e
            3ffe:ffff::1 3fff:1000::
        """
            .strip()
            .split("\\s+"));
  }

  /** ::ffff:a.b.c.d as an Inet6Address, which the JDK's parser never returns but a resolver may. */
  private static InetAddress mapped(InetAddress address) throws UnknownHostException {
    byte[] bytes = new byte[16];
    bytes[10] = -1;
    bytes[11] = -1;
    System.arraycopy(address.getAddress(), 0, bytes, 12, 4);
    InetAddress mapped = Inet6Address.getByAddress(null, bytes, -1);
    assertThat(mapped).isInstanceOf(Inet6Address.class);
    return mapped;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "example.com/8",
        "dead/8",
        "2001:db8::/129",
        "2001:db8::1/32",
        "/8",
        "10.0/8", // the JDK reads these two, and the next as names
        "010.0.0.0/8",
        "300.0.0.0/8",
        "10.0.0.0/08",
        "::ffff:10.0.0.0/104",
      })
  void aBlockThatIsNotOneIsAMistake(String cidr) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.of(cidr));
  }
}
