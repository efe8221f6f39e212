package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket that judges the very address it connects to (Guarantee S), counts what it reads
 * (Guarantee B) and can be interrupted. TLS is layered over it.
 *
 * <p>It wraps a channel's socket for two reasons. A plain {@link Socket} obeys {@code
 * socksProxyHost} and then connects elsewhere; channels know no proxies. And a thread that blocks
 * in a plain socket ignores interrupts, while a channel closes itself at once.
 */
// The wrapped socket locks for itself, and closing must not wait for a lock here.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class GuardedSocket extends Socket {
  private final Socket socket;
  private final Predicate<InetAddress> guard;
  private @Nullable CountedInput input;
  private @Nullable ChannelOutput output;

  private GuardedSocket(Socket socket, Predicate<InetAddress> guard) throws SocketException {
    super((SocketImpl) null); // no socket of its own: a method not delegated fails
    this.socket = socket;
    this.guard = guard;
  }

  /**
   * Opens one that is not connected.
   *
   * @param guard which addresses it may connect to
   */
  static GuardedSocket open(Predicate<InetAddress> guard) throws IOException {
    Socket socket = TcpConnect.open();
    try {
      // A body of several writes would else wait for a delayed ACK, 40 ms on Linux.
      socket.setTcpNoDelay(true);
      return new GuardedSocket(socket, guard);
    } catch (IOException | Error e) {
      socket.close(); // or its descriptor would be lost
      throw e;
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    if (!(endpoint instanceof InetSocketAddress target)
        || target.isUnresolved()
        || !guard.test(target.getAddress())) {
      throw new RefusedAddressException();
    }
    TcpConnect.connect(socket, target, timeoutMillis);
    input = new CountedInput(socket.getChannel(), socket.getInputStream());
    output = new ChannelOutput(socket.getChannel(), socket.getOutputStream());
  }

  @Override
  public CountedInput getInputStream() throws SocketException {
    CountedInput connected = input;
    if (connected == null) {
      throw new SocketException("not connected");
    }
    return connected;
  }

  @Override
  public ChannelOutput getOutputStream() throws SocketException {
    ChannelOutput connected = output;
    if (connected == null) {
      throw new SocketException("not connected");
    }
    return connected;
  }

  /** From now on no read and no write waits for the other side: what can't be done fails. */
  void stopWaiting() throws SocketException {
    getInputStream().readWithoutWaiting();
    getOutputStream().writeWithoutWaiting();
  }

  /** Ends whatever a thread does with it, at once and without a word to the other side. */
  void abort() {
    try {
      socket.getChannel().close();
    } catch (IOException e) {
      // it is closed all the same
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  /**
   * None, whatever was set. The JDK's TLS 1.3 reads on when it closes a socket that has a timeout,
   * for all of that time: an endpoint that doesn't say good-bye would hold up the end of a call,
   * and, one after the other, the thread that closes idle connections (Guarantees B and N).
   */
  @Override
  public int getSoTimeout() {
    return 0;
  }

  /** None: a channel would be a way around the count. */
  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  // From here on: everything else of a Socket, handed on as it is.

  @Override
  public void bind(SocketAddress bindpoint) throws IOException {
    socket.bind(bindpoint);
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    socket.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return socket.getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    socket.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    socket.sendUrgentData(data);
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    socket.setOOBInline(on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return socket.getOOBInline();
  }

  @Override
  public void setSoTimeout(int timeoutMillis) throws SocketException {
    socket.setSoTimeout(timeoutMillis);
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    socket.setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return socket.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    socket.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return socket.getReceiveBufferSize();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    socket.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return socket.getKeepAlive();
  }

  @Override
  public void setTrafficClass(int trafficClass) throws SocketException {
    socket.setTrafficClass(trafficClass);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return socket.getTrafficClass();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    socket.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return socket.getReuseAddress();
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  /** Without the address: this may end up in a log line (Guarantee P). */
  @Override
  public String toString() {
    return "GuardedSocket";
  }
}
