package dev.webhooks;

import java.net.InetAddress;
import java.util.List;

/** {@link UrlPolicy#publicHttps()}: https to hosts and addresses of the public internet. */
final class PublicUrlPolicy implements UrlPolicy {
  static final UrlPolicy INSTANCE = new PublicUrlPolicy();

  /**
   * Top levels that mean "inside this network". Their addresses would be refused as well; refusing
   * the name gives the customer a clear answer at once, and survives a split-horizon DNS that maps
   * them to public addresses. Sources: RFC 6761 (localhost), RFC 6762 (local, and its appendix G:
   * intranet, private, corp, home, lan), RFC 8375 (home.arpa), ICANN 2024 (internal).
   */
  private static final List<String> INSIDE =
      List.of(
          "localhost",
          "localdomain",
          "local",
          "internal",
          "intranet",
          "private",
          "corp",
          "home",
          "lan",
          "home.arpa");

  private PublicUrlPolicy() {}

  @Override
  public void check(String url) {
    UrlForm form = UrlForm.parse(url);
    if (!form.scheme().equals("https")) {
      throw UrlForm.refused("must start with https://");
    }
    form.checkPort();
    InetAddress literal = form.literal();
    if (literal != null) {
      if (!allows(literal)) {
        throw UrlForm.refused("must be a public address");
      }
      return;
    }
    checkName(form.host());
  }

  @Override
  public boolean allows(InetAddress address) {
    return AddressRanges.PUBLIC.contains(address);
  }

  private static void checkName(String host) {
    if (host.indexOf('.') < 0) {
      throw UrlForm.refused("must name a public host, with its domain");
    }
    for (String name : INSIDE) {
      if (host.endsWith("." + name) || host.equals(name)) {
        throw UrlForm.refused("must name a public host, not one inside a network");
      }
    }
  }
}
