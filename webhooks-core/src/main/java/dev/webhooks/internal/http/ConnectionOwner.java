package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Whose connections a call may go on: its owner's alone (Guarantee W across tenants). A server that
 * answers twice may do so when nobody looks, between the last look at a connection and the next
 * request; then the wrong POST gets the answer, and it must be one of the same owner.
 *
 * <p>OkHttp takes an idle connection for a call when, among other things, their {@code Dns} are
 * equal; it compares them also where there is nothing to look up, for addresses and behind a proxy.
 * So each owner has a {@code Dns} of its own, which is equal to itself and does nothing else.
 *
 * @param id of the owner, such as a webhook
 */
record ConnectionOwner(String id) {

  /** An application interceptor. Thread safe. */
  static Response separate(Interceptor.Chain chain) throws IOException {
    ConnectionOwner owner = chain.request().tag(ConnectionOwner.class);
    if (owner == null) {
      throw new IllegalStateException("a request without an owner");
    }
    return chain.withDns(new OwnDns(owner.id, chain.getDns())).proceed(chain.request());
  }

  private record OwnDns(String owner, Dns dns) implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
      return dns.lookup(host);
    }
  }
}
