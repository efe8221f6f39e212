package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.http.TestJvm;
import dev.webhooks.internal.json.HandshakeJson;
import dev.webhooks.internal.secrets.Redaction;
import dev.webhooks.internal.secrets.WebhookKey;
import dev.webhooks.internal.secrets.WebhookSecrets;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.Handshake;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
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
    List<String> output = TestJvm.run(List.of("-Xss256k", "-XX:TieredStopAtLevel=1"), Reader.class);

    assertThat(output).contains("read " + Reader.texts().size());
  }

  /** Reads them all. */
  static final class Reader {
    /** More than any answer, header or URL that is looked at. */
    private static final int READ_AT_ONCE = 20_000;

    private static final HandshakeJson JSON = new HandshakeJson();

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
        if (text.length() <= READ_AT_ONCE) {
          readAnswer(text);
          readUrl(text);
        }
        read++;
      }
      System.out.println("read " + read);
    }

    /** As the body, and as every header that is looked into. */
    private static void readAnswer(String text) {
      byte[] body = text.getBytes(UTF_8);
      answer(body, "application/json", null, null).text();
      answer(body, "text/plain; charset=" + text, null, null).text();
      answer(body, text, text, null).text();
      answer(body, null, text, null).compression();
      for (String header : List.of(text, text.substring(text.length() - 256))) {
        answer(body, null, null, header).retryAfter(Instant.EPOCH);
      }
      if (JSON.answer(body).isPresent() || Handshake.answer(body).isPresent()) {
        throw new AssertionError("an answer to a handshake");
      }
    }

    private static HttpReply answer(byte[] body, String type, String encoding, String wait) {
      return new HttpReply(200, type, encoding, wait, wait, body, true, null, Duration.ZERO);
    }

    private static void readUrl(String text) {
      for (String url : List.of(text, "https://" + text + "/", "https://a.example/" + text)) {
        try {
          UrlPolicy.publicHttps().check(url);
        } catch (InvalidInputException e) {
          // as most of them should be
        }
      }
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
              "[",
              "{\"a\":",
              "{\"verifyToken\":",
              "1",
              "-1e",
              "a.",
              "1.",
              "%2e/",
              ",",
              ";charset=",
              "gzip, ",
              "\u202e",
              "\0",
              "\ud800")) {
        for (int length : new int[] {4_000, 1 << 20}) {
          texts.add("whsec_" + piece.repeat(length / piece.length()));
        }
        texts.add(piece.repeat(20_000 / piece.length()));
      }
      return texts;
    }
  }
}
