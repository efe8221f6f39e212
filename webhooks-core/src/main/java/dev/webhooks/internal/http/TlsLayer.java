package dev.webhooks.internal.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Layers the JDK's TLS over guarded sockets. Thread safe. */
final class TlsLayer {
  /** No falling back to less. */
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private static final String[] PROTOCOLS = {"http/1.1"};

  /** What is safe, best first, and at the end what old servers still have. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA");

  private final SSLSocketFactory factory;
  private final String[] suites;

  TlsLayer(X509TrustManager trust, ClientCertificateRequests requests) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {requests}, new TrustManager[] {trust}, null);
      factory = context.getSocketFactory();
      Set<String> usual = Set.of(context.getDefaultSSLParameters().getCipherSuites());
      suites = SUITES.stream().filter(usual::contains).toArray(String[]::new);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /**
   * Does the handshake.
   *
   * @return what closes the socket below when it is closed
   * @throws IOException if it fails, or the certificate is another host's
   */
  SSLSocket over(GuardedSocket socket, HttpTarget target) throws IOException {
    SSLSocket tls = (SSLSocket) factory.createSocket(socket, target.host(), target.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setCipherSuites(suites);
    parameters.setApplicationProtocols(PROTOCOLS);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    Certificate[] chain = tls.getSession().getPeerCertificates();
    if (!(chain[0] instanceof X509Certificate leaf) || !HostNames.match(leaf, target.host())) {
      throw new SSLPeerUnverifiedException("another host's certificate");
    }
    return tls;
  }
}
