package dev.webhooks.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which chains are found in what a server sent, and which are accepted (Guarantee S). */
class ChainTrustTest {
  private static final long PAST = 1_000_000_000_000L;

  private final HeldCertificate root = authority("Root").build();
  private final HeldCertificate upper = authority("Upper").signedBy(root).build();
  private final HeldCertificate lower = authority("Lower").signedBy(upper).build();
  private final HeldCertificate server = server().signedBy(lower).build();
  private final X509TrustManager trust = trusting(root);

  private static HeldCertificate.Builder authority(String name) {
    return new HeldCertificate.Builder().certificateAuthority(5).commonName(name);
  }

  private static HeldCertificate.Builder server() {
    return new HeldCertificate.Builder().commonName("server").addSubjectAlternativeName("a.test");
  }

  private static X509TrustManager trusting(HeldCertificate... roots) {
    HandshakeCertificates.Builder trusted = new HandshakeCertificates.Builder();
    for (HeldCertificate root : roots) {
      trusted.addTrustedCertificate(root.certificate());
    }
    X509TrustManager trust = ChainTrust.of(trusted.build().trustManager());
    assertThat(trust).isInstanceOf(ChainTrust.class);
    return trust;
  }

  private static X509Certificate[] sent(HeldCertificate... certificates) {
    return Arrays.stream(certificates)
        .map(HeldCertificate::certificate)
        .toArray(X509Certificate[]::new);
  }

  private void assertTrusted(HeldCertificate... certificates) {
    assertThatCode(() -> trust.checkServerTrusted(sent(certificates), "ECDHE_ECDSA"))
        .doesNotThrowAnyException();
  }

  private static HttpFailure refusal(X509TrustManager by, X509Certificate... certificates) {
    try {
      by.checkServerTrusted(certificates, "ECDHE_ECDSA");
    } catch (UntrustedException e) {
      return e.failure();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("accepted");
  }

  @Test
  void aCompleteChainIsTrustedWithAndWithoutItsRoot() {
    assertTrusted(server, lower, upper);
    assertTrusted(server, lower, upper, root);
  }

  @Test
  void theOrderOfWhatStandsAboveDoesNotMatter() {
    assertTrusted(server, upper, lower);
    assertTrusted(server, root, upper, lower);
  }

  @Test
  void certificatesThatLeadNowhereAreOverlooked() {
    assertTrusted(server, authority("Stranger").build(), lower, server, upper, lower);
  }

  @Test
  void ofTwoCertificatesOfOneAuthorityTheOneThatLeadsOnIsUsed() {
    HeldCertificate elsewhere =
        authority("Upper").keyPair(upper.keyPair()).signedBy(authority("Gone").build()).build();
    HeldCertificate expired =
        authority("Upper")
            .keyPair(upper.keyPair())
            .signedBy(root)
            .validityInterval(0, PAST)
            .build();

    assertTrusted(server, lower, elsewhere, upper);
    assertTrusted(server, lower, expired, elsewhere, upper);
    assertThat(refusal(trust, sent(server, lower, elsewhere)).missingIssuer()).isEqualTo("CN=Gone");
    assertThat(refusal(trust, sent(server, lower, expired)).text())
        .contains("an intermediate certificate of the chain expired on 2001-09-09");
  }

  /** As Let's Encrypt's chain once was: the root, signed by an older one that has expired. */
  @Test
  void aRootThatIsCrossSignedByAnExpiredOneIsTrustedForItself() {
    HeldCertificate old = authority("Old").validityInterval(0, PAST).build();
    HeldCertificate crossed =
        authority("Root").keyPair(root.keyPair()).signedBy(old).validityInterval(0, PAST).build();

    assertTrusted(server, lower, upper, crossed, old);
  }

  @Test
  void twoAuthoritiesOfOneNameAreToldApart() throws Exception {
    HeldCertificate namesake = authority("Root").build();

    trusting(namesake, root).checkServerTrusted(sent(server, lower, upper), "ECDHE_ECDSA");
    assertThat(refusal(trusting(namesake), sent(server, lower, upper)))
        .isEqualTo(TlsFailures.UNKNOWN_AUTHORITY);
  }

  @Test
  void anIntermediateMayBeTheAuthorityAndSoMayTheServersOwn() throws Exception {
    trusting(lower).checkServerTrusted(sent(server), "ECDHE_ECDSA");
    trusting(lower).checkServerTrusted(sent(server, lower), "ECDHE_ECDSA");
    HeldCertificate own = server().build();
    trusting(own).checkServerTrusted(sent(own), "ECDHE_ECDSA");
  }

  @Test
  void aPathLongerThanItsAuthorityAllowsIsRefused() {
    HeldCertificate narrow =
        new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("N")
            .signedBy(root)
            .build();
    HeldCertificate below = authority("Below").signedBy(narrow).build();

    assertThat(refusal(trust, sent(server().signedBy(below).build(), below, narrow)))
        .isEqualTo(TlsFailures.UNUSABLE);
  }

  @Test
  void aBrokenSignatureLeadsNowhere() {
    HeldCertificate forged = authority("Lower").keyPair(lower.keyPair()).build();

    assertThat(refusal(trust, sent(server().signedBy(authority("Lower").build()).build(), forged)))
        .isEqualTo(TlsFailures.UNKNOWN_AUTHORITY);
  }

  @Test
  void aChainThatIsCutNamesTheFirstLinkThatIsMissing() {
    assertThat(refusal(trust, sent(server)).missingIssuer()).isEqualTo("CN=Lower");
    assertThat(refusal(trust, sent(server, lower)).missingIssuer()).isEqualTo("CN=Upper");
    assertThat(refusal(trust, sent(server, upper)).missingIssuer()).isEqualTo("CN=Lower");
  }

  /** Each signs each: without a bound, more ways than anybody can walk. */
  @Test
  @Timeout(20)
  void guaranteeB_aTangleOfCertificatesIsGivenUpSoon() {
    HeldCertificate knot = authority("Knot").build();
    List<HeldCertificate> tangle = new ArrayList<>(List.of(server().signedBy(knot).build()));
    for (int i = 0; i < 30; i++) {
      tangle.add(authority("Knot").keyPair(knot.keyPair()).signedBy(knot).build());
    }
    Collections.shuffle(tangle.subList(1, tangle.size()));

    assertThat(refusal(trust, sent(tangle.toArray(HeldCertificate[]::new))))
        .isEqualTo(TlsFailures.UNKNOWN_AUTHORITY);
  }

  @Test
  void withoutAHostsOwnTheJdksAuthoritiesAreTrusted() throws Exception {
    TrustManagerFactory jdk =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    jdk.init((KeyStore) null);

    assertThat(ChainTrust.of(null).getAcceptedIssuers())
        .containsExactlyInAnyOrder(
            ((X509TrustManager) jdk.getTrustManagers()[0]).getAcceptedIssuers());
  }

  @Test
  void aTrustManagerOfTheHostsOwnStaysWhatItIs() {
    X509TrustManager own =
        new X509TrustManager() {
          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return sent(root);
          }
        };

    assertThat(ChainTrust.of(own)).isSameAs(own);
  }

  @Test
  void clientsAreNeverTrusted() {
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> trust.checkClientTrusted(sent(server, lower, upper), "ECDHE_ECDSA"));
  }
}
