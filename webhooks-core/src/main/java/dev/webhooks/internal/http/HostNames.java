package dev.webhooks.internal.http;

import dev.webhooks.internal.guard.HostSyntax;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is for a host (RFC 9525): by its subject's alternative names alone. A
 * common name says nothing, as in browsers.
 */
final class HostNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private HostNames() {}

  /**
   * @param host in lower case; an IPv6 address without brackets
   */
  static boolean match(X509Certificate certificate, String host) {
    InetAddress address = HostSyntax.address(host);
    for (List<?> name : names(certificate)) {
      if (name.size() > 1
          && name.get(0) instanceof Integer type
          && name.get(1) instanceof String text) {
        boolean matches =
            address != null
                ? type == IP_ADDRESS
                    && address.equals(HostSyntax.address(text.toLowerCase(Locale.ROOT)))
                : type == DNS_NAME && isNamed(host, text);
        if (matches) {
          return true;
        }
      }
    }
    return false;
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of(); // names that can't be read name nobody
    }
  }

  /** A star stands for the whole first label, and for nothing below a top level. */
  private static boolean isNamed(String host, String pattern) {
    String name = pattern.toLowerCase(Locale.ROOT);
    if (!pattern.chars().allMatch(c -> c < 0x80)) {
      return false; // the lower case of a Kelvin sign is a k
    }
    if (!name.startsWith("*.")) {
      return name.equals(host);
    }
    String parent = name.substring(1);
    int label = host.length() - parent.length();
    return label > 0
        && parent.indexOf('.', 1) > 0
        && parent.indexOf('*') < 0
        && host.endsWith(parent)
        && host.indexOf('.') == label;
  }
}
