package com.acme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.webhooks.signing.VerificationException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HooksTest {
  private static final String API_KEY =
      "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @Test
  void whatIsSignedIsTakenAndNothingElse() throws Exception {
    byte[] body = "{\"event\":\"order.placed\"}".getBytes(UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(API_KEY.getBytes(UTF_8), "HmacSHA256"));
    StringBuilder signature = new StringBuilder();
    for (byte one : mac.doFinal(body)) {
      signature.append(String.format("%02x", one));
    }

    new Hooks(API_KEY).receive(body, signature.toString());
    assertThrows(
        VerificationException.class,
        () -> new Hooks(API_KEY).receive("{}".getBytes(UTF_8), signature.toString()));
  }
}
