package dev.webhooks.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Guarantees B and N: idle connections are closed on the thread that ends all calls in time, and on
 * the threads of other webhooks' calls. None of these waits for an endpoint that reads nothing.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lock is not interrupted
class ClosingTest {
  private static final int SMALL = 4096;

  /** More answers than buffers that are small take, in as many bytes as a last look reads. */
  private static final int NEW_KEYS = 1_000;

  private final TestTls tls = new TestTls();
  private final AtomicLong nanos = new AtomicLong();

  /** Each request for new keys is answered with a record, and nobody reads these. */
  @Test
  void anEndpointThatAsksForNewKeysAndReadsNothingHoldsNobodyUp() throws Exception {
    KeptConnections kept = new KeptConnections(16, nanos::get);
    try (ServerSocket listener = tls.listener("hook.test", socket -> {})) {
      listener.setReceiveBufferSize(SMALL);
      FutureTask<SSLSocket> endpoint = new FutureTask<>(() -> askForNewKeys(listener));
      new Thread(endpoint, "endpoint").start();
      Connection connection = open(listener.getLocalPort());
      try (SSLSocket unread = endpoint.get()) {
        kept.keep(connection);
        nanos.addAndGet(KeptConnections.KEEP_ALIVE.toNanos());

        assertThat(kept.closeOneStale()).isTrue();
        assertThat(kept.isEmpty()).isTrue();
        assertThat(connection.socket().isClosed()).isTrue();
      }
    }
  }

  private static SSLSocket askForNewKeys(ServerSocket listener) throws IOException {
    SSLSocket socket = (SSLSocket) listener.accept();
    for (int i = 0; i <= NEW_KEYS; i++) {
      socket.startHandshake(); // in TLS 1.3 each but the first asks for new keys
    }
    return socket;
  }

  private Connection open(int port) throws IOException {
    HttpTarget target = HttpTarget.parse("https://hook.test:" + port + "/");
    GuardedSocket socket = GuardedSocket.open(Senders.LOOPBACK);
    socket.setSendBufferSize(SMALL);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    SSLSocket over =
        new TlsLayer(tls.trust(), new ClientCertificateRequests()).over(socket, target);
    Connection connection =
        new Connection(ConnectionKey.of("wh_1", target), socket, over, nanos.get());
    new StrayAnswers(nanos::get).watch(connection);
    return connection;
  }
}
