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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other people's receivers and senders run: the official libraries of Standard Webhooks, which
 * have no v1a, and for that Node's own {@code crypto}.
 *
 * <p>Nothing is installed from here. Each library is tested where the interpreter finds it: {@code
 * npm install standardwebhooks} and {@code NODE_PATH}, {@code pip install standardwebhooks} and
 * {@code PYTHONPATH}.
 */
class StandardInteropTest {
  private static final List<String> BODIES = List.of("{\"text\":\"Ja! ✓ 🦄\\r\\n\"}\r\n", "");

  private static final String JAVASCRIPT =
      """
      const { Webhook } = require('standardwebhooks');
      if (process.env.PROBE) process.exit(0);
      const body = require('fs').readFileSync(0);
      const e = process.env;
      const webhook = new Webhook(e.KEY);
      webhook.verify(body, {
        'webhook-id': e.ID, 'webhook-timestamp': e.TIMESTAMP, 'webhook-signature': e.SIGNATURE,
      }, { jsonParse: false });
      process.stdout.write(webhook.sign(e.ID, new Date(1000 * e.TIMESTAMP), body));
      """;

  private static final String PYTHON =
      """
      import os, sys, datetime
      from standardwebhooks import Webhook
      e = os.environ
      if 'PROBE' in e: sys.exit(0)
      body = sys.stdin.buffer.read()
      webhook = Webhook(e['KEY'])
      webhook.verify(body, {
          'webhook-id': e['ID'], 'webhook-timestamp': e['TIMESTAMP'],
          'webhook-signature': e['SIGNATURE'],
      }, json_parse=False)
      at = datetime.datetime.fromtimestamp(int(e['TIMESTAMP']), datetime.timezone.utc)
      sys.stdout.write(webhook.sign(e['ID'], at, body.decode()))
      """;

  private static final String ED25519 =
      """
      const { createPublicKey, createPrivateKey, sign, verify } = require('crypto');
      if (process.env.PROBE) process.exit(0);
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

  private static final List<String> NODE = List.of("node", "-e", JAVASCRIPT);
  private static final List<String> PYTHON3 = List.of("python3", "-c", PYTHON);
  private static final List<String> NODE_CRYPTO = List.of("node", "-e", ED25519);

  /** The other side verifies our signature, and ours verifies the one it makes then. */
  @ParameterizedTest
  @MethodSource
  void secretsSignAlikeOnBothSides(List<String> other, String body) throws Exception {
    need(other, "its package standardwebhooks");
    ApiKey apiKey = ApiKey.generate(new SecureRandom());

    assertThat(
            exchange(
                other,
                apiKey.reveal(),
                StandardSigner.of(apiKey.standardSigningKey()),
                StandardVerifier.of(apiKey.reveal()),
                body.getBytes(UTF_8)))
        .isEqualTo(Verdict.VALID);
  }

  static Stream<Arguments> secretsSignAlikeOnBothSides() {
    return Stream.of(NODE, PYTHON3)
        .flatMap(other -> BODIES.stream().map(body -> Arguments.of(other, body)));
  }

  @ParameterizedTest
  @MethodSource
  void keyPairsSignAlikeOnBothSides(String body) throws Exception {
    need(NODE_CRYPTO, "its module crypto");
    Ed25519KeyPair pair = Ed25519KeyPair.generate(new SecureRandom());

    assertThat(
            exchange(
                NODE_CRYPTO,
                pair.reveal(),
                StandardSigner.of(pair),
                StandardVerifier.of(pair.publicKey()),
                body.getBytes(UTF_8)))
        .isEqualTo(Verdict.VALID);
  }

  static Stream<String> keyPairsSignAlikeOnBothSides() {
    return BODIES.stream();
  }

  private static Verdict exchange(
      List<String> other, String key, StandardSigner signer, StandardVerifier verifier, byte[] body)
      throws Exception {
    Map<String, String> headers = signer.sign("msg_1", Instant.now(), body);
    String id = headers.get("webhook-id");
    String timestamp = headers.get("webhook-timestamp");
    String ours = headers.get("webhook-signature");

    Process process =
        start(other, Map.of("KEY", key, "ID", id, "TIMESTAMP", timestamp, "SIGNATURE", ours), body);
    String theirs = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as("it verifies ours").isZero();
    return verifier.verify(body, id, timestamp, theirs);
  }

  private static void need(List<String> other, String what) throws Exception {
    try {
      Process probe = start(other, Map.of("PROBE", "1"), new byte[0]);
      probe.getInputStream().readAllBytes();
      if (probe.waitFor() != 0) {
        abort(other.get(0) + " doesn't find " + what + ": interoperability isn't tested here");
      }
    } catch (IOException e) {
      abort(other.get(0) + " isn't on the PATH: interoperability isn't tested here");
    }
  }

  private static Process start(List<String> command, Map<String, String> environment, byte[] stdin)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(
        environment.containsKey("PROBE")
            ? ProcessBuilder.Redirect.DISCARD
            : ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(stdin);
    }
    return process;
  }
}
