package dev.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Verification;
import dev.webhooks.model.Verification.Refusal;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import java.io.IOException;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/** What of an endpoint's answers, and of none, reaches the delivery log and the handshake. */
class WhatCustomersAreToldTest {

  private static Attempt attemptAnswered(MockResponse answer) throws IOException {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig()) {
      endpoint.onEvent(request -> answer);
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(endpoint.url()).webhook();
      String delivery = rig.publish(webhook);
      rig.awaitState(delivery, DeliveryState.DELIVERED);
      return rig.detail(delivery).attempts().get(0);
    }
  }

  @Test
  void anAnswerIsStoredInTheCharsetThatItDeclares() throws IOException {
    Attempt attempt =
        attemptAnswered(
            new MockResponse.Builder()
                .setHeader("Content-Type", "text/plain; charset=\"ISO-8859-1\"")
                .body(new Buffer().write("Grüße".getBytes(ISO_8859_1)))
                .build());

    assertThat(attempt.responseBody()).isEqualTo("Grüße");
  }

  @Test
  void aCompressedAnswerIsSaidToBe() throws IOException {
    Attempt attempt =
        attemptAnswered(
            new MockResponse.Builder()
                .setHeader("Content-Encoding", "gzip")
                .body(new Buffer().write(new byte[] {0x1f, (byte) 0x8b, 8, 0}))
                .build());

    assertThat(attempt.responseBody()).isEqualTo("(compressed: gzip, 4 bytes)");
  }

  @Test
  void aHandshakesCompressedAnswerIsSaidToBe() throws IOException {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig()) {
      endpoint.onHandshake(
          request ->
              TestEndpoint.echo(request).newBuilder().setHeader("Content-Encoding", "br").build());

      assertThat(verification(rig, endpoint))
          .isEqualTo(Verification.refused(Refusal.UNREADABLE_BODY, "the answer is compressed: br"));
    }
  }

  @Test
  void aHandshakeSaysWhatIsWrongWithTheCertificate() throws IOException {
    try (TestEndpoint endpoint =
            TestEndpoint.startTls(TestCertificates.selfSigned().sslSocketFactory());
        Rig rig = new Rig()) {
      assertThat(verification(rig, endpoint))
          .isEqualTo(
              Verification.refused(
                  Refusal.TLS, "The TLS connection failed: the certificate is self-signed."));
    }
  }

  private static Verification verification(Rig rig, TestEndpoint endpoint) {
    return rig.webhooks
        .registry()
        .register(Rig.WORKSPACE, WebhookSettings.builder().name("CRM").url(endpoint.url()).build())
        .verification();
  }
}
