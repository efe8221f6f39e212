package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Guarantee N: whoever closes a connection looks at it once more, while its writer waits for an
 * endpoint that takes nothing.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lock is not interrupted
class CountedInputTest {
  private static final int MANY = 10_000;

  private final FutureTask<Void> writing = new FutureTask<>(this::writeOn);
  private SocketChannel channel;
  private Socket endpoint;
  private CountedInput input;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", listener.getLocalPort()));
      endpoint = listener.accept();
    }
    input = new CountedInput(channel, channel.socket().getInputStream());
    new Thread(writing, "writer").start();
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    endpoint.close();
  }

  /** Until nobody takes any more. */
  private Void writeOn() throws IOException {
    while (true) {
      channel.socket().getOutputStream().write(new byte[1024]);
    }
  }

  @Test
  void aLookWaitsForNoWriterAndEndsNoWrite() throws IOException {
    for (int i = 0; i < MANY; i++) {
      assertThat(input.isWaiting()).isFalse();
    }
    endpoint.getOutputStream().write('x');
    while (!input.isWaiting()) {
      Thread.onSpinWait();
    }
    assertThat(input.read()).isEqualTo('x');
    assertThat(input.isWaiting()).isFalse();
    assertThat(writing).isNotDone();
  }

  @Test
  void soIsALastLookThroughTls() throws IOException {
    input.readWithoutWaiting();
    for (int i = 0; i < MANY; i++) {
      assertThat(readOne()).isEqualTo(-1);
    }
    endpoint.getOutputStream().write("xy".getBytes(ISO_8859_1));
    int read;
    do {
      read = readOne();
    } while (read == -1);
    assertThat(read).isEqualTo('x');
    assertThat(writing).isNotDone();
  }

  /** -1 for nothing there. */
  private int readOne() throws IOException {
    try {
      return input.read();
    } catch (SocketTimeoutException e) {
      return -1;
    }
  }
}
