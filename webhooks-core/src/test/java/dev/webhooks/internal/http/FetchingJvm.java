package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A JVM that is told to fetch what certificates point to. Posts to servers whose certificates point
 * to a trap, and prints what came of it and how often the trap was sprung.
 */
final class FetchingJvm {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final char[] PASSWORD = TestKeys.PASSWORD.toCharArray();

  private FetchingJvm() {}

  /**
   * Runs.
   *
   * @param arguments a folder for keys
   */
  public static void main(String[] arguments) throws Exception {
    Security.setProperty("ocsp.enable", "true");
    Semaphore caught = new Semaphore(0);
    TestKeys keys = new TestKeys(Path.of(arguments[0]), trap(caught));
    System.setProperty("javax.net.ssl.trustStore", keys.trustStore().toString());
    System.setProperty("javax.net.ssl.trustStorePassword", TestKeys.PASSWORD);
    Certificate[] chain = keys.store().getCertificateChain("server");

    try (HttpSender sender = Senders.local(Duration.ofSeconds(5))) {
      post(sender, keys, 2); // a JVM's first one takes long: seconds, where much else goes on
      for (int sent = 1; sent <= 2; sent++) {
        HttpReply reply = post(sender, keys, sent);
        HttpFailure failure = reply.failure();
        System.out.println(sent + " sent: " + (failure == null ? reply.status() : failure.text()));
      }
    }
    System.out.println("fetched by the library: " + caught.drainPermits());
    for (int sent = 1; sent <= 2; sent++) {
      X509Certificate[] part = Arrays.copyOf(chain, sent, X509Certificate[].class);
      Thread jdk = new Thread(() -> check(part));
      jdk.start();
      boolean fetched = caught.tryAcquire(20, TimeUnit.SECONDS);
      System.out.println(sent + " sent, fetched by the JDK: " + fetched);
      jdk.join();
      caught.drainPermits();
    }
    System.exit(0);
  }

  /** To a server that sends so many certificates of its chain. */
  private static HttpReply post(HttpSender sender, TestKeys keys, int sent) throws Exception {
    try (RawServer server = RawServer.start(listener(keys, sent), exchange -> exchange.write(OK))) {
      return sender.post(Senders.post("https://localhost:" + server.port() + "/"));
    }
  }

  /** Takes connections, and never says anything. */
  private static int trap(Semaphore caught) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, Senders.address("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  @SuppressWarnings("unused") // stays open
                  Socket socket = listener.accept();
                  caught.release();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return listener.getLocalPort();
  }

  /** The JDK's own judgement: what it finds is of no interest, where it looks is. */
  private static void check(X509Certificate[] chain) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      ((X509TrustManager) factory.getTrustManagers()[0]).checkServerTrusted(chain, "ECDHE_ECDSA");
    } catch (GeneralSecurityException e) {
      System.out.println("the JDK says: " + e.getMessage());
    }
  }

  private static ServerSocket listener(TestKeys keys, int sent) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, PASSWORD);
    Certificate[] chain = Arrays.copyOf(keys.store().getCertificateChain("server"), sent);
    own.setKeyEntry("server", keys.store().getKey("server", PASSWORD), PASSWORD, chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(own, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context.getServerSocketFactory().createServerSocket(0, 50, Senders.address("127.0.0.1"));
  }
}
