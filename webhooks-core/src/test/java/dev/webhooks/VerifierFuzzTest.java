package dev.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.signing.StandardSigner;
import dev.webhooks.signing.StandardVerifier;
import dev.webhooks.signing.WebhookSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;

/**
 * Verifiers answer with a verdict whatever a stranger sends, and say yes to nothing but what the
 * key signed. The input is a signature, an id and a time, a line each, and the body.
 */
class VerifierFuzzTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final SigningKey KEY = SigningKey.ofStandardSecret(SECRET);
  private static final WebhookSigner HEX = WebhookSigner.of(KEY);
  private static final StandardSigner STANDARD = StandardSigner.of(KEY);
  private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);

  private final SignatureVerifier hexVerifier = SignatureVerifier.of(KEY);
  private final StandardVerifier standardVerifier =
      StandardVerifier.of(SECRET).withClock(Clock.fixed(NOW, ZoneOffset.UTC));

  @FuzzTest
  void nothingButTheKeysOwnSignatureIsAccepted(byte[] input) {
    String[] lines = new String(input, ISO_8859_1).split("\n", 4);
    String signature = utf8(lines[0]);
    String id = lines.length > 1 ? utf8(lines[1]) : null;
    String timestamp = lines.length > 2 ? utf8(lines[2]) : null;
    byte[] body = lines.length > 3 ? lines[3].getBytes(ISO_8859_1) : input;

    if (hexVerifier.verify(body, signature).isValid()
        && !signature.strip().equals(HEX.sign(body))) {
      throw new AssertionError("a hex signature that the key did not make");
    }
    if (standardVerifier.verify(body, id, timestamp, signature).isValid()) {
      checkStandard(body, id, timestamp, signature);
    }
  }

  private static void checkStandard(byte[] body, String id, String timestamp, String signature) {
    long seconds = Long.parseLong(Objects.requireNonNull(timestamp));
    Duration off = Duration.between(Instant.ofEpochSecond(seconds), NOW).abs();
    String expected =
        STANDARD
            .sign(Objects.requireNonNull(id), Instant.ofEpochSecond(seconds), body)
            .get(StandardSigner.SIGNATURE_HEADER);
    if (off.compareTo(Duration.ofMinutes(5)) > 0
        || !Arrays.asList(signature.split(" ", -1)).contains(expected)) {
      throw new AssertionError("a standard signature that the key did not make, or too late");
    }
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }
}
