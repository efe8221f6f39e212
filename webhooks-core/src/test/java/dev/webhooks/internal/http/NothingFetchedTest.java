package dev.webhooks.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NothingFetchedTest {
  private static final List<String> FETCH_EVERYTHING =
      List.of(
          "-Dcom.sun.security.enableAIAcaIssuers=true",
          "-Dcom.sun.net.ssl.checkRevocation=true",
          "-Dcom.sun.security.enableCRLDP=true",
          "-Dcom.sun.security.ocsp.timeout=1",
          "-Dcom.sun.security.crl.timeout=1",
          "-Dcom.sun.security.crl.readtimeout=1",
          "-Dcom.sun.security.cert.timeout=1",
          "-Dcom.sun.security.cert.readtimeout=1",
          // Longer than a call's timeout, for what heeds none of the above.
          "-Dsun.net.client.defaultReadTimeout=8000");

  /**
   * Whatever the JVM's properties say (Guarantee S); so what doesn't answer holds nobody up
   * (Guarantee B).
   */
  @Test
  void guaranteeS_whatAStrangersCertificatePointsToIsNeverFetched(@TempDir Path folder)
      throws Exception {
    List<String> said = TestJvm.run(FETCH_EVERYTHING, FetchingJvm.class, folder.toString());

    assertThat(said)
        .contains(
            "1 sent: The TLS connection failed: the certificate chain is incomplete, or from an"
                + " unknown authority. Missing issuer: CN=middle",
            "2 sent: 200",
            "fetched by the library: 0",
            // Else the trap would prove nothing.
            "1 sent, fetched by the JDK: true",
            "2 sent, fetched by the JDK: true");
  }
}
