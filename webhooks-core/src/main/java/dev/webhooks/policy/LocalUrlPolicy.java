package dev.webhooks.policy;

import dev.webhooks.internal.guard.StrictUrl;
import java.net.InetAddress;

/**
 * {@link UrlPolicy#allowingLocal()}: the same strict forms, but any host, any address, and http.
 */
final class LocalUrlPolicy implements UrlPolicy {
  static final UrlPolicy INSTANCE = new LocalUrlPolicy();

  private LocalUrlPolicy() {}

  @Override
  public void check(String url) {
    StrictUrl form = StrictUrl.parse(url);
    boolean plainHttp = form.scheme().equals("http");
    if (!plainHttp && !form.scheme().equals("https")) {
      throw StrictUrl.refused("must start with https:// or http://");
    }
    if (!(plainHttp && form.port() == 80)) {
      form.checkPort();
    }
  }

  @Override
  public boolean allows(InetAddress address) {
    return true;
  }
}
