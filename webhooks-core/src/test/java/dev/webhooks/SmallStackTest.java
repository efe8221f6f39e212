package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.secrets.Redaction;
import dev.webhooks.internal.secrets.WebhookKey;
import dev.webhooks.internal.secrets.WebhookSecrets;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.signing.ApiKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Guarantee B: no text of a stranger's makes the stack grow. It is shown in a process whose threads
 * have 256 KiB of it.
 */
class SmallStackTest {

  @Test
  void hostileAnswersAreReadWithASmallStack() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss256k",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName())
            .redirectErrorStream(true)
            .start();

    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("read " + Reader.texts().size());
  }

  /** Reads them all. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] args) throws InterruptedException {
      Thread reader = new Thread(Reader::readAll);
      reader.start();
      reader.join();
    }

    private static void readAll() {
      Redaction[] redactions = {
        redaction(SignatureScheme.HEX), redaction(SignatureScheme.STANDARD_ED25519)
      };
      int read = 0;
      for (String text : texts()) {
        for (Redaction redaction : redactions) {
          redaction.apply(text, true);
          redaction.apply(text, false);
        }
        read++;
      }
      System.out.println("read " + read);
    }

    private static Redaction redaction(SignatureScheme scheme) {
      ApiKey key = ApiKey.generate(new SecureRandom());
      return Redaction.of(
          WebhookSecrets.of(
              WebhookKey.of(key, scheme, new SecureRandom()),
              Map.of("Authorization", "Bearer s3cr3t/of+the=receiver")));
    }

    static List<String> texts() {
      List<String> texts = new ArrayList<>();
      for (String piece :
          List.of(
              "A",
              "a",
              "=",
              "/",
              "\\/",
              "\\",
              "\\u0041",
              "\\u00",
              "%",
              "%41",
              "%2541",
              "&",
              "&#",
              "&#65;",
              "&amp;",
              "&amp;amp;",
              "whsec_",
              "whsec_A",
              "\u202e",
              "\0",
              "\ud800")) {
        for (int length : new int[] {4_000, 1 << 20}) {
          texts.add("whsec_" + piece.repeat(length / piece.length()));
        }
      }
      return texts;
    }
  }
}
