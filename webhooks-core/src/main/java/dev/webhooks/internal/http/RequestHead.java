package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** The head of a request, as bytes. */
final class RequestHead {
  private static final String USER_AGENT = "Webhooks-for-Java";

  private RequestHead() {}

  /**
   * A POST's.
   *
   * @param proxy whom it is given to as it is; null where it goes to the endpoint, be it through a
   *     tunnel
   * @param last whether the connection shall carry no other
   */
  static byte[] of(HttpPost post, HttpTarget target, @Nullable EgressRoute proxy, boolean last) {
    StringBuilder head = new StringBuilder(512).append("POST ");
    head.append(proxy == null ? target.url().target() : target.absolute()).append(" HTTP/1.1\r\n");
    add(head, "Host", target.url().authority());
    add(head, "content-type", "application/json");
    boolean named = false;
    for (var header : post.headers().entrySet()) {
      add(head, header.getKey(), header.getValue());
      named |= header.getKey().equalsIgnoreCase("user-agent");
    }
    // Not inflated by anybody: 100 KB of gzip can be 100 MB of zeros.
    add(head, "accept-encoding", "identity");
    if (!named) {
      add(head, "user-agent", USER_AGENT);
    }
    if (proxy != null) {
      authorize(head, proxy);
    }
    add(head, "Content-Length", Integer.toString(post.body().length));
    add(head, "Connection", last ? "close" : "Keep-Alive");
    return ended(head);
  }

  /** For a tunnel to the target. */
  static byte[] connect(HttpTarget target, EgressRoute proxy) {
    StringBuilder head = new StringBuilder(256).append("CONNECT ");
    head.append(target.hostAndPort()).append(" HTTP/1.1\r\n");
    add(head, "Host", target.hostAndPort());
    add(head, "user-agent", USER_AGENT);
    authorize(head, proxy);
    return ended(head);
  }

  /** Unasked, so that there is one request; and nobody but the proxy sees this (Guarantee P). */
  private static void authorize(StringBuilder head, EgressRoute proxy) {
    String authorization = proxy.authorization();
    if (authorization != null) {
      add(head, "Proxy-Authorization", authorization);
    }
  }

  private static void add(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static byte[] ended(StringBuilder head) {
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }
}
