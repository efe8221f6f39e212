package dev.webhooks.internal.http;

import dev.webhooks.internal.http.Failures.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: looks up, connects, opens the proxy's tunnel, does TLS's handshake.
 *
 * <p>Addresses are tried one after the other: to race them needs a thread for each. Through a proxy
 * there is one {@code CONNECT}: what the proxy has refused is not asked of its next address, which
 * is for a proxy that could not be connected to, and for nothing else.
 *
 * <p>Thread safe.
 */
final class Connector {
  private final Route route;
  private final @Nullable EgressRoute proxy;
  private final Predicate<InetAddress> guard;
  private final TlsLayer tls;
  private final int connectMillis;
  private final LongSupplier nanoClock;

  /**
   * @param proxy that every connection goes to; null for none
   * @param timeout of a call. Half of it is for one address, so that a second one is tried when the
   *     first swallows everything
   * @param nanoClock by which connections age
   */
  Connector(
      Route route,
      @Nullable EgressRoute proxy,
      Predicate<InetAddress> guard,
      TlsLayer tls,
      Duration timeout,
      LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.route = route;
    this.proxy = proxy;
    this.guard = guard;
    this.tls = tls;
    this.connectMillis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis() / 2));
  }

  /** Opens one for a call, which uses it from now on. */
  Connection open(ConnectionKey key, HttpTarget target, Call call, long readable)
      throws IOException {
    IOException first = null;
    for (InetAddress address : route.addresses(target)) {
      try {
        return open(
            key, target, new InetSocketAddress(address, route.port(target)), call, readable);
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
        boolean toAnother = proxy == null || !call.connected;
        if (!toAnother || e instanceof RefusedAddressException || call.timedOut()) {
          break;
        }
      }
    }
    throw first;
  }

  private Connection open(
      ConnectionKey key, HttpTarget target, InetSocketAddress address, Call call, long readable)
      throws IOException {
    call.stage = Stage.CONNECTING;
    GuardedSocket socket = GuardedSocket.open(guard);
    boolean opened = false;
    try {
      call.use(socket);
      socket.connect(address, Math.min(connectMillis, call.millisLeft(System.nanoTime())));
      call.connected = true;
      socket.getInputStream().allow(readable);
      if (proxy != null && target.https()) {
        openTunnel(socket, target, proxy);
      }
      call.stage = Stage.REACHED;
      Connection connection =
          new Connection(
              key, socket, target.https() ? tls.over(socket, target) : null, nanoClock.getAsLong());
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        socket.abort();
      }
    }
  }

  private static void openTunnel(GuardedSocket socket, HttpTarget target, EgressRoute proxy)
      throws IOException {
    socket.getOutputStream().write(RequestHead.connect(target, proxy));
    ReplyInput input = new ReplyInput(socket.getInputStream(), new ReplyFraming());
    ReplyHead head = new ReplyHead();
    head.read(input);
    if (!head.is(200) || input.hasLeft()) {
      throw new IOException("no tunnel");
    }
  }
}
