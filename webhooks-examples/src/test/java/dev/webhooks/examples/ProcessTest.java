package dev.webhooks.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.WebhookSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessTest {
  private static final String READY = "receiver: listening on ";

  @TempDir private Path folder;

  @Test
  void aMistakeIsOneLineOnStandardErrorAndExitCodeTwo() throws Exception {
    try (TestProcess process = TestProcess.start(folder, "nonsense")) {
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.output()).isEmpty();
      assertThat(process.errors()).hasSize(1);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
  void theReceiverServesUntilSigtermAndExitsWithZero() throws Exception {
    ApiKey apiKey = ApiKey.generate(new SecureRandom());
    try (TestProcess process =
        TestProcess.start(folder, "receiver", "--port", "0", "--api-key", apiKey.reveal())) {
      String ready = process.line();
      assertThat(ready).matches(READY + "http://127\\.0\\.0\\.1:\\d+");

      assertThat(post(ready.substring(READY.length()), apiKey)).isEqualTo(200);
      String line = process.line();
      process.terminate();

      assertThat(line)
          .isEqualTo(
              "message.sent          delivery=dlv_1  attempt=1  signature=valid  answer=200"
                  + "  duplicates=0");
      assertThat(process.exitCode()).isZero();
      assertThat(process.output()).isEmpty();
      assertThat(process.errors()).isEmpty();
    }
  }

  @Test
  void aReceiverWithoutAKeySaysHowToGoOn() throws Exception {
    try (TestProcess process = TestProcess.start(folder, "receiver", "--port", "0")) {
      String url = process.line().substring(READY.length());
      process.terminate();

      assertThat(process.exitCode()).isZero();
      assertThat(process.errors())
          .containsExactly(
              "receiver: nothing is verified without --api-key; register "
                  + url
                  + "/hooks as a webhook, then start again with --port "
                  + URI.create(url).getPort()
                  + " --api-key and the key that registering it answered");
    }
  }

  private static int post(String url, ApiKey apiKey) throws Exception {
    byte[] body = "{\"event\":\"message.sent\"}".getBytes(UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("X-DMtoLead-Signature", WebhookSigner.of(apiKey.signingKey()).sign(body))
            .header("X-DMtoLead-Delivery", "dlv_1")
            .header("X-DMtoLead-Attempt", "1")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
