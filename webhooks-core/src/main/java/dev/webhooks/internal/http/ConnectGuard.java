package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/** What every socket asks about the very address that it is to connect to. Thread safe. */
interface ConnectGuard {

  /**
   * Judges an address before the connect.
   *
   * @throws IOException if there must be no connect
   */
  void check(InetSocketAddress target) throws IOException;

  /** The connect that was just judged, on the same thread, has succeeded. */
  default void connected() {}

  /** Any port of the addresses that the predicate takes. */
  static ConnectGuard of(Predicate<InetAddress> addresses) {
    return target -> {
      InetAddress address = target.getAddress();
      if (address == null || !addresses.test(address)) {
        throw new RefusedAddressException();
      }
    };
  }
}
