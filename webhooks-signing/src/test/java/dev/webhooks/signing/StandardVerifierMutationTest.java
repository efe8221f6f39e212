package dev.webhooks.signing;

import static dev.webhooks.signing.Vectors.BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand forgeries, each a few edits away from the genuine headers. The seed is fixed. */
class StandardVerifierMutationTest {
  private static final int FORGERIES = 5_000;
  private static final int ID = 0;
  private static final int TIMESTAMP = 1;
  private static final int SIGNATURE = 2;

  /** What edits put in: what the headers are made of, and what parsers trip over. */
  private static final String CHARACTERS =
      "0123456789abcvAVZ+/=-_.,;: \t\r\n\0\u007f\u00a0é\u0131\u0661\u06f1\uff11\ud83e\udd84\uffff";

  private final StandardVerifier verifier =
      StandardVerifier.of(Vectors.SECRET, Vectors.PUBLIC_KEY)
          .withClock(new SettableClock(Vectors.SENT_AT));

  @ParameterizedTest
  @ValueSource(strings = {Vectors.V1, Vectors.V1A})
  void noForgeryIsValidAndNoneIsAnError(String signature) {
    Random random = new Random(20261123);
    String[] genuine = {Vectors.ID, Vectors.TIMESTAMP, signature};
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < FORGERIES; i++) {
      String[] forged = forge(genuine, random);

      Verdict verdict = verifier.verify(BODY, forged[ID], forged[TIMESTAMP], forged[SIGNATURE]);

      assertThat(verdict).as(Arrays.toString(forged)).isNotEqualTo(Verdict.VALID);
      verdicts.merge(verdict, 1, Integer::sum);
    }
    assertThat(verdicts.keySet())
        .as("every refusal was reached: %s", verdicts)
        .contains(Verdict.MISSING, Verdict.MALFORMED, Verdict.MISMATCH)
        .contains(Verdict.TIMESTAMP_TOO_OLD, Verdict.TIMESTAMP_TOO_NEW);
  }

  private static String[] forge(String[] genuine, Random random) {
    String[] forged;
    do {
      forged = genuine.clone();
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int header = random.nextInt(forged.length);
        forged[header] = edit(forged, header, random);
      }
    } while (isStillGenuine(forged, genuine));
    return forged;
  }

  /** More signatures may stand beside the genuine one. */
  private static boolean isStillGenuine(String[] forged, String[] genuine) {
    return genuine[ID].equals(forged[ID])
        && genuine[TIMESTAMP].equals(forged[TIMESTAMP])
        && forged[SIGNATURE] != null
        && List.of(forged[SIGNATURE].split(" ")).contains(genuine[SIGNATURE]);
  }

  private static String edit(String[] headers, int header, Random random) {
    String text = headers[header] == null ? "" : headers[header];
    int at = random.nextInt(text.length() + 1);
    int to = at + random.nextInt(text.length() + 1 - at);
    String character = character(random);
    return switch (random.nextInt(10)) {
      case 0 -> text.substring(0, at) + character + text.substring(at);
      case 1 -> text.substring(0, at) + character + text.substring(Math.min(at + 1, text.length()));
      case 2 ->
          text.substring(0, at) + digit(random) + text.substring(Math.min(at + 1, text.length()));
      case 3 -> text.substring(0, at) + text.substring(to);
      case 4 -> text.substring(at, to) + text;
      case 5 -> text.substring(0, at);
      case 6 -> text.substring(at);
      case 7 -> text.toUpperCase(Locale.ROOT);
      case 8 -> headers[random.nextInt(headers.length)];
      default -> random.nextInt(4) == 0 ? null : character.repeat(random.nextInt(10_000));
    };
  }

  private static String character(Random random) {
    return String.valueOf(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
  }

  private static int digit(Random random) {
    return random.nextInt(10);
  }
}
