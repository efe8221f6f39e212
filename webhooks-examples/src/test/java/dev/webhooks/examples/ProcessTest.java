package dev.webhooks.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.WebhookSigner;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The program as a process of its own: its streams, its exit code, its signals. */
@Timeout(60)
class ProcessTest {
  private static final String READY = "receiver: listening on ";

  @Test
  void aMistakeIsOneLineOnStandardErrorAndExitCodeTwo() throws Exception {
    Process process = start("nonsense");

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(process.inputReader(UTF_8).lines()).isEmpty();
    assertThat(process.errorReader(UTF_8).lines()).hasSize(1);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
  void theReceiverServesUntilSigtermAndExitsWithZero() throws Exception {
    ApiKey apiKey = ApiKey.generate(new SecureRandom());
    Process process = start("receiver", "--port", "0", "--api-key", apiKey.reveal());
    try {
      BufferedReader out = process.inputReader(UTF_8);
      String ready = out.readLine();
      assertThat(ready).matches(READY + "http://127\\.0\\.0\\.1:\\d+");

      assertThat(post(ready.substring(READY.length()), apiKey)).isEqualTo(200);
      String line = out.readLine();
      process.toHandle().destroy(); // SIGTERM, and the streams stay open

      assertThat(line)
          .isEqualTo(
              "message.sent          delivery=dlv_1  attempt=1  signature=valid  answer=200"
                  + "  duplicates=0");
      assertThat(process.waitFor(20, SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(out.lines()).isEmpty();
      assertThat(process.errorReader(UTF_8).lines()).isEmpty();
    } finally {
      process.destroyForcibly();
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

  private static Process start(String... arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(List.of(java, "-cp", classPath, Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
