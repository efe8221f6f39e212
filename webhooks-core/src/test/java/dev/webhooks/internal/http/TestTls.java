package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** An authority of the test's own, and TLS on bare sockets with a certificate of it. */
public final class TestTls {
  private final HeldCertificate root =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  public X509TrustManager trust() {
    return new HandshakeCertificates.Builder()
        .addTrustedCertificate(root.certificate())
        .build()
        .trustManager();
  }

  /** Listens on 127.0.0.1 as this host. */
  ServerSocket listener(String host, Consumer<SSLSocket> setUp) throws IOException {
    return listener(
        new HeldCertificate.Builder().signedBy(root).addSubjectAlternativeName(host).build(),
        setUp);
  }

  /** Listens on 127.0.0.1, with this certificate and these beside it. */
  static ServerSocket listener(
      HeldCertificate certificate, Consumer<SSLSocket> setUp, X509Certificate... intermediates)
      throws IOException {
    HandshakeCertificates held =
        new HandshakeCertificates.Builder().heldCertificate(certificate, intermediates).build();
    return new ServerSocket(0, 50, Senders.address("127.0.0.1")) {
      @Override
      public Socket accept() throws IOException {
        Socket plain = super.accept();
        SSLSocket socket =
            (SSLSocket)
                held.sslSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        socket.setUseClientMode(false);
        setUp.accept(socket);
        return socket;
      }
    };
  }

  public RawServer serving(String host, RawServer.Script script) throws IOException {
    return RawServer.start(listener(host, socket -> {}), script);
  }
}
