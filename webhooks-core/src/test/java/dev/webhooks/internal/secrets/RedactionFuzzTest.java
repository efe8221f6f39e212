package dev.webhooks.internal.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.model.Invisible;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.signing.ApiKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Whatever surrounds a secret and however each of its characters is written, it does not stay. The
 * first bytes of the input choose the secret and the spelling of each character; the rest stands
 * before and behind it.
 */
class RedactionFuzzTest {
  private static final ApiKey KEY =
      ApiKey.parse(
          "whsec_"
              + Base64.getEncoder()
                  .encodeToString(
                      "0123456789~?>abcdefghijklmnopqrstuvwxyzABCDEFGHI".getBytes(US_ASCII)));
  private static final String TOKEN = "s3cr3t/of+the=receiver";
  private static final Redaction HEX = redaction(SignatureScheme.HEX);
  private static final Redaction STANDARD = redaction(SignatureScheme.STANDARD);
  private static final int SPELLED = 96;

  private static final String[] SPELLINGS = {
    "%c",
    "\\u%04x",
    "\\u%04X",
    "%%%02x",
    "%%%02X",
    "&#%d;",
    "&#x%x;",
    "%%25%02x",
    "\\\\u%04x",
    "\\x%02x"
  };

  @FuzzTest
  void noSpellingAndNoNeighbourKeepsASecret(byte[] input) {
    String secret = secret(input.length == 0 ? 0 : input[0]);
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < secret.length(); i++) {
      int choice = i + 1 < input.length ? input[i + 1] & 0xFF : 0;
      String spelling = SPELLINGS[choice % SPELLINGS.length];
      written.append(String.format(Locale.ROOT, spelling, (int) secret.charAt(i)));
    }
    byte[] rest =
        input.length > SPELLED ? Arrays.copyOfRange(input, SPELLED, input.length) : new byte[0];
    String around = new String(rest, input.length % 2 == 0 ? UTF_8 : ISO_8859_1);
    String before = around.substring(0, Math.min(around.length() / 2, 1_000));
    String text = before + " " + written + " " + around.substring(before.length());

    for (Redaction redaction : new Redaction[] {HEX, STANDARD}) {
      check(redaction.apply(text, false), written.toString(), text);
      check(redaction.apply(text, true), written.toString(), text);
    }
  }

  private static void check(String kept, String written, String text) {
    if (kept.contains(written)) {
      throw new AssertionError("kept: " + text);
    }
    if (kept.length() > 4_096) {
      throw new AssertionError("longer than what is kept: " + text);
    }
    if (!kept.equals(Invisible.shown(kept, 4_096))) {
      throw new AssertionError("not fit to be shown: " + text);
    }
  }

  private static String secret(int choice) {
    byte[] digest = KEY.signingKey().digest().reveal();
    return switch (Math.floorMod(choice, 6)) {
      case 0 -> KEY.reveal();
      case 1 -> KEY.reveal().substring("whsec_".length());
      case 2 -> HexFormat.of().formatHex(digest);
      case 3 -> Base64.getEncoder().encodeToString(digest);
      case 4 -> Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      default -> TOKEN;
    };
  }

  private static Redaction redaction(SignatureScheme scheme) {
    return Redaction.of(
        WebhookSecrets.of(
            WebhookKey.of(KEY, scheme, new SecureRandom()),
            Map.of("Authorization", "Bearer " + TOKEN)));
  }
}
