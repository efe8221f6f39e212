package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Layers TLS over guarded sockets, and over nothing else (Guarantee S). The overloads that would
 * connect by themselves are refused. Thread safe.
 */
final class GuardedTlsFactory extends SSLSocketFactory {
  private final SSLSocketFactory tls;

  GuardedTlsFactory(SSLSocketFactory tls) {
    this.tls = tls;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    if (!(socket instanceof GuardedSocket guarded)) {
      throw new IOException("not a guarded socket");
    }
    guarded.beginTls();
    SSLSocket layered = (SSLSocket) tls.createSocket(guarded, host, port, autoClose);
    return new GuardedTlsSocket(layered, guarded);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
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
