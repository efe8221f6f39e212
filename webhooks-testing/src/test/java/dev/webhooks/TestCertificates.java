package dev.webhooks;

import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server's certificate, and who trusts it. */
record TestCertificates(SSLSocketFactory sslSocketFactory, X509TrustManager trust) {

  static TestCertificates selfSigned() {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    HandshakeCertificates server =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    return new TestCertificates(server.sslSocketFactory(), server.trustManager());
  }

  static TestCertificates ofAuthority(String host) {
    HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(host).signedBy(authority).build();
    HandshakeCertificates server =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    HandshakeCertificates client =
        new HandshakeCertificates.Builder().addTrustedCertificate(authority.certificate()).build();
    return new TestCertificates(server.sslSocketFactory(), client.trustManager());
  }
}
