package dev.webhooks.internal.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two things that a host may be, each in one spelling only: an address or a name. Nothing here
 * looks a name up.
 */
public final class HostSyntax {
  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * No top level begins with a digit. A last label that does makes the host an address for
   * somebody: 127.1, 2130706433 and 0x7f.1 all mean 127.0.0.1.
   */
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9][^.]*\\.?");

  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern IPV6_TEXT = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

  private HostSyntax() {}

  /**
   * The host of a URL as an address.
   *
   * @param host in lower case; a dotted quad, or an IPv6 address in brackets
   * @return null if it is neither
   */
  public static @Nullable InetAddress literal(String host) {
    try {
      if (IPV6_TEXT.matcher(host).matches()) {
        // In brackets: the JDK parses it or throws, and never asks DNS.
        return InetAddress.getByName(host);
      }
      String[] octets = host.split("\\.", -1);
      if (octets.length != 4) {
        return null;
      }
      byte[] address = new byte[4];
      for (int i = 0; i < 4; i++) {
        int value = OCTET.matcher(octets[i]).matches() ? Integer.parseInt(octets[i]) : 256;
        if (value > 255) {
          return null;
        }
        address[i] = (byte) value;
      }
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      return null; // a malformed IPv6 address
    }
  }

  /**
   * The same without brackets, as addresses stand everywhere but in a URL.
   *
   * @param text in lower case; a dotted quad, or an IPv6 address
   * @return null if it is neither
   */
  public static @Nullable InetAddress address(String text) {
    return literal(text.indexOf(':') < 0 ? text : "[" + text + "]");
  }

  /** Whether somebody may take this host, in lower case, for an IPv4 address in some spelling. */
  public static boolean isNumeric(String host) {
    return NUMERIC.matcher(host).matches();
  }

  /** Whether this is a DNS name in lower-case ASCII, without a trailing dot. */
  public static boolean isName(String host) {
    String[] labels = host.split("\\.", -1);
    boolean valid = host.length() <= MAX_NAME_LENGTH;
    for (String label : labels) {
      valid &= LABEL.matcher(label).matches();
    }
    return valid && !isNumeric(host);
  }
}
