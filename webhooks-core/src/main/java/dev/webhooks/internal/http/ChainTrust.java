package dev.webhooks.internal.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges an endpoint's certificates and fetches nothing for it (Guarantee S).
 *
 * <p>The trap: with {@code com.sun.security.enableAIAcaIssuers}, {@code
 * com.sun.net.ssl.checkRevocation} and their like, which other parts of a host may need, the JDK's
 * own trust manager requests URLs that stand in the certificate: any URL, inside the network too,
 * past the guard, the proxy and the call's timeout.
 *
 * <p>So the chain is put together here, out of what the endpoint sent. The JDK's trust manager gets
 * it complete and in order, with the question of revocation switched off, and is left with what it
 * does offline: signatures, dates, constraints, usages, weak algorithms, authorities that the JDK
 * distrusts. It looks for certificates by itself only when a chain is out of order or leads
 * nowhere, which these don't.
 *
 * <p>Thread safe.
 */
final class ChainTrust extends X509ExtendedTrustManager {
  private final X509Certificate[] authorities;
  private final CertificateChains chains;
  private final X509ExtendedTrustManager jdk;

  private ChainTrust(X509Certificate[] authorities, X509ExtendedTrustManager jdk) {
    this.authorities = authorities;
    this.chains = new CertificateChains(Arrays.asList(authorities));
    this.jdk = jdk;
  }

  /**
   * Whom to trust.
   *
   * @param brought by the host; null for the JDK's trust store. One of the JDK's own kind is a list
   *     of authorities, and is taken for that; code of the host's own is used as it is.
   */
  static X509TrustManager of(@Nullable X509TrustManager brought) {
    try {
      X509TrustManager source = brought == null ? jdkDefault() : brought;
      X509Certificate[] authorities = source.getAcceptedIssuers();
      if (authorities.length == 0) {
        return source; // trusts nobody, or decides by other means
      }
      X509ExtendedTrustManager jdk = offline(authorities);
      return brought == null || brought.getClass() == jdk.getClass()
          ? new ChainTrust(authorities, jdk)
          : brought;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's trust store can't be used", e);
    }
  }

  private static X509TrustManager jdkDefault() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return only(X509TrustManager.class, factory);
  }

  /** Parameters of one's own are the one way to a JDK trust manager that heeds no property. */
  private static X509ExtendedTrustManager offline(X509Certificate[] authorities)
      throws GeneralSecurityException {
    Set<TrustAnchor> anchors =
        Arrays.stream(authorities)
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, null);
    parameters.setRevocationEnabled(false);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return only(X509ExtendedTrustManager.class, factory);
  }

  private static <T> T only(Class<T> type, TrustManagerFactory factory) {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (type.isInstance(manager)) {
        return type.cast(manager);
      }
    }
    throw new IllegalStateException("this JDK has no trust manager for certificates");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] sent, String authType)
      throws CertificateException {
    check(sent, chain -> jdk.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] sent, String authType, Socket socket)
      throws CertificateException {
    check(sent, chain -> jdk.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] sent, String authType, SSLEngine engine)
      throws CertificateException {
    check(sent, chain -> jdk.checkServerTrusted(chain, authType, engine));
  }

  private void check(X509Certificate[] sent, Judge judge) throws CertificateException {
    CertificateChains.Found found = chains.from(sent);
    if (found.chains().isEmpty()) {
      throw new UntrustedException(TlsFailures.withoutChain(found), null);
    }
    UntrustedException first = null;
    for (List<X509Certificate> chain : found.chains()) {
      try {
        judge.judge(chain.toArray(X509Certificate[]::new));
        return;
      } catch (CertificateException e) {
        if (first == null) {
          first = new UntrustedException(TlsFailures.ofChain(chain, e), e.getCause());
        }
      }
    }
    throw first;
  }

  private interface Judge {
    void judge(X509Certificate[] chain) throws CertificateException;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.clone();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }
}
