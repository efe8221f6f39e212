package dev.webhooks.examples.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.Handshake;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.StandardVerifier;
import dev.webhooks.signing.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for the host's customers says what the tested files say, and what the library does. */
class ReceivingPageTest {
  private static final Path PAGE = Path.of("../docs/receiving.md");
  private static final Pattern VECTOR =
      Pattern.compile("```sh\n(key=.*?)```\n\n```\n(\\S+)\n```", Pattern.DOTALL);

  private final String page = read();

  private static String read() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java Receiver.java",
        "js receiver.js",
        "python receiver.py",
        "go receiver.go",
        "php receiver.php",
        "ruby receiver.rb",
        "sh sign.sh"
      })
  void aSnippetIsTheFileThatIsTested(String languageAndFile) throws Exception {
    String[] parts = languageAndFile.split(" ");

    assertThat(page).contains("```" + parts[0] + "\n" + Snippet.text(parts[1]) + "```");
  }

  @Test
  void nothingButTheTwoGapsIsToBeFilledIn() {
    assertThat(page.replace("{{brand}}", "").replace("{{signatures}}", "")).doesNotContain("{{");
  }

  @Test
  void theHandshakeIsAnsweredAsItIsWritten() {
    String question = line("{\"event\":\"webhook.verify\"");
    String answer = line("{\"verifyToken\"");

    assertThat(Handshake.answer(question.getBytes(UTF_8))).contains(answer);
  }

  @Test
  void theTestVectorsAreThoseOfTheLibrary() {
    String body = quoted("body='(.*)'");
    ApiKey key = ApiKey.parse(quoted("key=(whsec_\\S+)"));
    List<String> signatures = VECTOR.matcher(page).results().map(found -> found.group(2)).toList();
    Matcher signed = Pattern.compile("\"(dlv_\\w+)\\.(\\d+)\\.\\$body\"").matcher(page);
    assertThat(signed.find()).isTrue();
    Instant at = Instant.ofEpochSecond(Long.parseLong(signed.group(2)));

    assertThat(signatures).hasSize(2);
    assertThat(
            SignatureVerifier.ofApiKeys(key.reveal())
                .verify(body.getBytes(UTF_8), signatures.get(0)))
        .isEqualTo(Verdict.VALID);
    assertThat(
            StandardVerifier.of(key.reveal())
                .withClock(Clock.fixed(at, ZoneOffset.UTC))
                .verify(
                    body.getBytes(UTF_8),
                    signed.group(1),
                    signed.group(2),
                    "v1," + signatures.get(1)))
        .isEqualTo(Verdict.VALID);
  }

  @Test
  void theTestVectorsCommandsPrintWhatIsWrittenUnderThem() throws Exception {
    Matcher vector = VECTOR.matcher(page);
    while (vector.find()) {
      assertThat(run(vector.group(1)).strip()).isEqualTo(vector.group(2));
    }
  }

  private static String run(String script) throws Exception {
    try {
      new ProcessBuilder("openssl", "version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      System.out.println("SKIPPED: the page's commands are not tested here: openssl is missing");
      abort("openssl is missing");
    }
    Process process = new ProcessBuilder("sh", "-ec", script).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private String line(String start) {
    return page.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private String quoted(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}
