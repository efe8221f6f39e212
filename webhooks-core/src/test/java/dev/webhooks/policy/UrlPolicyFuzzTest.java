package dev.webhooks.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.InsideAddresses;
import dev.webhooks.model.InvalidInputException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * Guarantee S: whatever text is let through, nobody reads an address into it that must not be
 * connected to. The judge is a library that shares no line with ours and takes every form that any
 * C library ever took: octal, hex, short, a single number.
 */
class UrlPolicyFuzzTest {
  private static final IPAddressStringParameters LENIENT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowWildcardedSeparator(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(true)
          .allow_inet_aton_single_segment_mask(true)
          .allowPrefixLengthLeadingZeros(true)
          .getParentBuilder()
          .toParams();

  @FuzzTest
  void noTextHidesARefusedAddress(byte[] input) {
    String text = new String(input, UTF_8);
    check(text);
    check("https://" + text + "/");
  }

  private static void check(String url) {
    try {
      UrlPolicy.publicHttps().check(url);
    } catch (InvalidInputException e) {
      if (!e.field().equals("url")) {
        throw new AssertionError("another field is named: " + e.field());
      }
      return;
    }
    for (String host : hostsThatReadersSee(url)) {
      checkHost(host, url);
    }
    HttpUrl sent = HttpUrl.parse(url);
    if (sent != null) {
      checkSentAsItIs(sent, url);
    }
  }

  /** What stands behind the authority is what the client writes into its request. */
  private static void checkSentAsItIs(HttpUrl sent, String url) {
    String query = sent.encodedQuery() == null ? "" : "?" + sent.encodedQuery();
    String target = sent.encodedPath() + query;
    String rest = url.substring(url.indexOf("//") + 2).replaceFirst("^[^/?]*", "");
    if (!target.equals(rest.startsWith("/") ? rest : "/" + rest)) {
      throw new AssertionError("sent as " + target + ": " + url);
    }
  }

  private static Set<String> hostsThatReadersSee(String url) {
    Set<String> hosts = new LinkedHashSet<>();
    HttpUrl okHttp = HttpUrl.parse(url);
    if (okHttp == null ? !hasPunycode(url) : !okHttp.isHttps()) {
      throw new AssertionError("let through, and OkHttp takes it for no https URL: " + url);
    }
    if (okHttp != null) {
      hosts.add(okHttp.host());
    }
    hosts.add(URI.create(url).getHost());
    hosts.add(asANaiveReaderDoes(url));
    return hosts;
  }

  /** OkHttp asks which letters stand behind it, and takes no name of some; nobody looks them up. */
  private static boolean hasPunycode(String url) {
    return asANaiveReaderDoes(url).toLowerCase(Locale.ROOT).contains("xn--");
  }

  /** What a few lines in any script would take for the host. */
  private static String asANaiveReaderDoes(String url) {
    String rest = url.substring(url.indexOf("//") + 2);
    String authority = rest.split("[/?#\\\\]", 2)[0];
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    return hostAndPort.replaceFirst(":[0-9]*$", "");
  }

  private static void checkHost(String host, String url) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String lower = bare.toLowerCase(Locale.ROOT);
    if (lower.equals("localhost") || lower.endsWith(".localhost") || lower.endsWith(".internal")) {
      throw new AssertionError("let through: " + url);
    }
    IPAddress address = new IPAddressString(bare, LENIENT).getAddress();
    if (address != null && InsideAddresses.contain(address)) {
      throw new AssertionError("let through with an inside address: " + url);
    }
  }
}
