package dev.webhooks.policy;

import dev.webhooks.internal.guard.AddressRules;
import dev.webhooks.internal.guard.NameRules;
import dev.webhooks.internal.guard.StrictUrl;
import java.net.InetAddress;

/**
 * {@link UrlPolicy#publicHttps()}, and what a {@link UrlPolicyBuilder} makes of it: https to hosts
 * and addresses of the public internet, with a host's exceptions.
 */
final class PublicUrlPolicy implements UrlPolicy {
  static final UrlPolicy INSTANCE = new PublicUrlPolicy(AddressRules.PUBLIC, NameRules.PUBLIC);

  private final AddressRules addresses;
  private final NameRules names;

  PublicUrlPolicy(AddressRules addresses, NameRules names) {
    this.addresses = addresses;
    this.names = names;
  }

  @Override
  public void check(String url) {
    StrictUrl form = StrictUrl.parse(url);
    if (!form.scheme().equals("https")) {
      throw StrictUrl.refused("must start with https://");
    }
    form.checkPort();
    InetAddress literal = form.literal();
    if (literal == null) {
      names.check(form.host());
    } else if (!allows(literal)) {
      throw StrictUrl.refused("must be a public address");
    }
  }

  @Override
  public boolean allows(InetAddress address) {
    return addresses.allows(address);
  }
}
