package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Where to connect to for a target. Thread safe. */
interface Route {
  /**
   * Addresses to try one after the other.
   *
   * @throws IOException if there is none, or none that is allowed
   */
  List<InetAddress> addresses(HttpTarget target) throws IOException;

  /** The port of these addresses. */
  int port(HttpTarget target);
}
