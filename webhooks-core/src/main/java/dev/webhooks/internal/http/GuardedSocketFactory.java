package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes sockets that connect to allowed addresses only (Guarantee S). OkHttp asks for unconnected
 * ones and connects them itself; the overloads that would connect at once are refused, so that no
 * path leads around the guard. Thread safe.
 */
final class GuardedSocketFactory extends SocketFactory {
  private final ConnectGuard guard;
  private final ReadBudget budget;

  GuardedSocketFactory(ConnectGuard guard, ReadBudget budget) {
    this.guard = guard;
    this.budget = budget;
  }

  @Override
  public Socket createSocket() throws IOException {
    return GuardedSocket.open(guard, budget);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw new UnsupportedOperationException();
  }
}
