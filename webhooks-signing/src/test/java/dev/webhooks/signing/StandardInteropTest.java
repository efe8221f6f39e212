package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Node's own {@code crypto} and our key pairs: the official libraries, which {@link
 * OfficialLibrariesTest} installs, have no v1a.
 */
class StandardInteropTest {
  private static final List<String> BODIES = List.of("{\"text\":\"Ja! ✓ 🦄\\r\\n\"}\r\n", "");

  private static final String ED25519 =
      """
      const { createPublicKey, createPrivateKey, sign, verify } = require('crypto');
      const e = process.env;
      const both = Buffer.from(e.KEY.slice('whsk_'.length), 'base64');
      const d = both.subarray(0, 32).toString('base64url');
      const x = both.subarray(32).toString('base64url');
      const jwk = { kty: 'OKP', crv: 'Ed25519', x };
      const signed = Buffer.concat(
          [Buffer.from(`${e.ID}.${e.TIMESTAMP}.`), require('fs').readFileSync(0)]);
      const signature = Buffer.from(e.SIGNATURE.slice('v1a,'.length), 'base64');
      if (!verify(null, signed, createPublicKey({ key: jwk, format: 'jwk' }), signature)) {
        throw new Error('not verified');
      }
      const key = createPrivateKey({ key: { ...jwk, d }, format: 'jwk' });
      process.stdout.write('v1a,' + sign(null, signed, key).toString('base64'));
      """;

  @ParameterizedTest
  @MethodSource
  void keyPairsSignAlikeOnBothSides(String text) throws Exception {
    Ed25519KeyPair pair = Ed25519KeyPair.generate(new SecureRandom());
    byte[] body = text.getBytes(UTF_8);
    Map<String, String> headers = StandardSigner.of(pair).sign("msg_1", Instant.now(), body);
    String timestamp = headers.get("webhook-timestamp");

    Process node =
        start(
            Map.of(
                "KEY",
                pair.reveal(),
                "ID",
                "msg_1",
                "TIMESTAMP",
                timestamp,
                "SIGNATURE",
                headers.get("webhook-signature")),
            body);
    String theirs = new String(node.getInputStream().readAllBytes(), UTF_8);

    assertThat(node.waitFor()).as("it verifies ours").isZero();
    assertThat(StandardVerifier.of(pair.publicKey()).verify(body, "msg_1", timestamp, theirs))
        .isEqualTo(Verdict.VALID);
  }

  static Stream<String> keyPairsSignAlikeOnBothSides() {
    return BODIES.stream();
  }

  private static Process start(Map<String, String> environment, byte[] stdin) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("node", "-e", ED25519);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = node(builder);
    try (OutputStream out = process.getOutputStream()) {
      out.write(stdin);
    }
    return process;
  }

  private static Process node(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      return abort("node isn't on the PATH: interoperability isn't tested here");
    }
  }
}
