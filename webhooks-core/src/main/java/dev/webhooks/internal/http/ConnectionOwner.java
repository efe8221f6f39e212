package dev.webhooks.internal.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.Request;

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

  /** {@return the owner that a request was tagged with} */
  static ConnectionOwner of(Request request) {
    ConnectionOwner owner = request.tag(ConnectionOwner.class);
    if (owner == null) {
      throw new IllegalStateException("a request without an owner");
    }
    return owner;
  }

  /**
   * {@return what looks names up, and by which OkHttp knows the owner's connections}
   *
   * @param apart whether it shall know none of those that were made with {@code false}
   */
  Dns dns(Dns dns, boolean apart) {
    return new OwnDns(id, apart, dns);
  }

  private record OwnDns(String owner, boolean apart, Dns dns) implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
      return dns.lookup(host);
    }
  }
}
