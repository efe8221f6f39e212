package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What most receivers run: {@code createHmac} of Node's own {@code crypto}. */
class NodeInteropTest {
  private static final String RECEIVER =
      """
      const body = require('fs').readFileSync(0);
      const hmac = require('crypto').createHmac('sha256', process.env.API_KEY);
      process.stdout.write(hmac.update(body).digest('hex'));
      """;

  @BeforeAll
  static void needNode() throws Exception {
    try {
      new ProcessBuilder("node", "--version").redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      abort("node isn't on the PATH: interoperability with it isn't tested here");
    }
  }

  @ParameterizedTest
  @MethodSource
  void nodeComputesTheSameSignature(byte[] body) throws Exception {
    ApiKey apiKey = ApiKey.generate(new SecureRandom());

    String nodes = signWithNode(apiKey.reveal(), body);

    assertThat(WebhookSigner.of(apiKey.signingKey()).sign(body)).isEqualTo(nodes);
    assertThat(WebhookSigner.of(apiKey.signingKey().digest()).sign(body)).isEqualTo(nodes);
    assertThat(SignatureVerifier.ofApiKeys(apiKey.reveal()).verify(body, nodes).isValid()).isTrue();
  }

  static Stream<byte[]> nodeComputesTheSameSignature() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    return Stream.of(new byte[0], "{\"text\":\"Ja! ✓ 🦄\"}".getBytes(UTF_8), everyByte);
  }

  private static String signWithNode(String apiKey, byte[] body) throws Exception {
    ProcessBuilder node = new ProcessBuilder("node", "-e", RECEIVER);
    node.environment().put("API_KEY", apiKey);
    Process process = node.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(body);
    }
    return new String(process.getInputStream().readAllBytes(), US_ASCII);
  }
}
