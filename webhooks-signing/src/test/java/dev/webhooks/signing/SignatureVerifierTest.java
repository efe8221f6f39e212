package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
  private static final SigningKey KEY = SigningKey.ofApiKey("It's a Secret to Everybody");
  private static final SigningKey OTHER_KEY = SigningKey.ofApiKey("whsec_another");
  private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
  private static final String SIGNATURE =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  private final SignatureVerifier verifier = SignatureVerifier.of(KEY);

  @Test
  void theSignatureOfTheBodyIsValid() {
    assertThat(verifier.verify(BODY, SIGNATURE)).isEqualTo(Verdict.VALID);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\r\n", "\u2003"})
  void aBlankSignatureIsMissing(String signature) {
    assertThat(verifier.verify(BODY, signature)).isEqualTo(Verdict.MISSING);
  }

  @ParameterizedTest
  @MethodSource
  void anythingButLowerCaseHexIsMalformed(String signature) {
    assertThat(verifier.verify(BODY, signature)).isEqualTo(Verdict.MALFORMED);
  }

  static Stream<String> anythingButLowerCaseHexIsMalformed() {
    return Stream.of(
        SIGNATURE + "0",
        SIGNATURE + SIGNATURE,
        SIGNATURE + "," + SIGNATURE,
        SIGNATURE + "\n",
        " " + SIGNATURE,
        " " + SIGNATURE.substring(1),
        "sha256=" + SIGNATURE,
        "v1," + SIGNATURE,
        "0x" + SIGNATURE.substring(2),
        "-" + SIGNATURE.substring(1),
        "+" + SIGNATURE.substring(1),
        "g" + SIGNATURE.substring(1),
        SIGNATURE.toUpperCase(Locale.ROOT),
        SIGNATURE.replace('1', '\u0661'), // ARABIC-INDIC DIGIT ONE, which is a digit to Java
        SIGNATURE.replace('1', '\uff11'), // FULLWIDTH DIGIT ONE, likewise
        SIGNATURE.replace('1', '\u0131'), // ends in the same byte as an ASCII 1
        "\ud83e\udd84".repeat(32),
        "\ud83e".repeat(64),
        "\0".repeat(64),
        "a".repeat(1_000_000));
  }

  @Test
  void aShorterPrefixIsNeverAccepted() {
    for (int length = 1; length < SIGNATURE.length(); length++) {
      assertThat(verifier.verify(BODY, SIGNATURE.substring(0, length)))
          .isEqualTo(Verdict.MALFORMED);
    }
  }

  @Test
  void oneOtherDigitAnywhereIsAMismatch() {
    for (int i = 0; i < SIGNATURE.length(); i++) {
      char other = SIGNATURE.charAt(i) == '0' ? '1' : '0';
      String forged = SIGNATURE.substring(0, i) + other + SIGNATURE.substring(i + 1);

      assertThat(verifier.verify(BODY, forged)).isEqualTo(Verdict.MISMATCH);
    }
  }

  @Test
  void oneOtherBitAnywhereInTheBodyIsAMismatch() {
    for (int i = 0; i < 8 * BODY.length; i++) {
      byte[] changed = BODY.clone();
      changed[i / 8] ^= (byte) (1 << i % 8);

      assertThat(verifier.verify(changed, SIGNATURE)).isEqualTo(Verdict.MISMATCH);
    }
  }

  @Test
  void theBodyIsVerifiedAsItArrivedWhateverItsCharset() {
    byte[] notUtf8 = {'"', (byte) 0xc3, (byte) 0x28, 0, (byte) 0xff, '"'};
    String signature = WebhookSigner.of(KEY).sign(notUtf8);

    assertThat(verifier.verify(notUtf8, signature)).isEqualTo(Verdict.VALID);
    assertThat(verifier.verify(new String(notUtf8, UTF_8).getBytes(UTF_8), signature))
        .isEqualTo(Verdict.MISMATCH);
  }

  @Test
  void anotherKeysSignatureIsAMismatch() {
    assertThat(SignatureVerifier.of(OTHER_KEY).verify(BODY, SIGNATURE)).isEqualTo(Verdict.MISMATCH);
  }

  @Test
  void whileAKeyIsReplacedEitherSignatureIsValid() {
    SigningKey third = SigningKey.ofApiKey("third");
    SignatureVerifier both = SignatureVerifier.of(KEY, OTHER_KEY);

    assertThat(both.verify(BODY, WebhookSigner.of(KEY).sign(BODY))).isEqualTo(Verdict.VALID);
    assertThat(both.verify(BODY, WebhookSigner.of(OTHER_KEY).sign(BODY))).isEqualTo(Verdict.VALID);
    assertThat(both.verify(BODY, WebhookSigner.of(third).sign(BODY))).isEqualTo(Verdict.MISMATCH);
  }

  @Test
  void apiKeysCanBeNamedAsTheyWereShown() {
    assertThat(
            SignatureVerifier.ofApiKeys("whsec_another", "It's a Secret to Everybody")
                .verify(BODY, SIGNATURE))
        .isEqualTo(Verdict.VALID);
  }

  @Test
  void theCallersArrayOfKeysIsCopied() {
    SigningKey[] keys = {KEY};
    SignatureVerifier copied = SignatureVerifier.of(keys);
    keys[0] = OTHER_KEY;

    assertThat(copied.verify(BODY, SIGNATURE)).isEqualTo(Verdict.VALID);
  }

  @Test
  void aVerifierWithoutAKeyIsMisuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> SignatureVerifier.of(new SigningKey[0]));
    assertThatIllegalArgumentException().isThrownBy(SignatureVerifier::ofApiKeys);
    assertThatIllegalArgumentException().isThrownBy(() -> SignatureVerifier.ofApiKeys(""));
    assertThatIllegalArgumentException().isThrownBy(() -> SignatureVerifier.ofApiKeys("key", " "));
  }

  /**
   * A key that was looked up where there is none: the message says that, not where Java stumbled.
   */
  @Test
  void aKeyThatIsMissingIsCalledSo() {
    assertThatNullPointerException()
        .isThrownBy(() -> SignatureVerifier.of(KEY, null))
        .withMessage("a key of the verifier is null");
    assertThatNullPointerException()
        .isThrownBy(() -> SignatureVerifier.ofApiKeys((String) null))
        .withMessage("an API key of the verifier is null");
    assertThatNullPointerException()
        .isThrownBy(() -> SignatureVerifier.ofApiKeys((String[]) null))
        .withMessage("apiKeys");
  }

  @Test
  void anAbsentBodyIsMisuseWhateverTheSignature() {
    assertThatNullPointerException().isThrownBy(() -> verifier.verify(null, SIGNATURE));
    assertThatNullPointerException().isThrownBy(() -> verifier.verify(null, null));
  }

  @Test
  void whatMustBeValidPassesOnlyIfItIs() {
    verifier.requireValid(BODY, SIGNATURE);

    assertThat(refusal(BODY, null)).isEqualTo(Verdict.MISSING);
    assertThat(refusal(BODY, SIGNATURE.toUpperCase(Locale.ROOT))).isEqualTo(Verdict.MALFORMED);
    assertThat(refusal(new byte[0], SIGNATURE)).isEqualTo(Verdict.MISMATCH);
    assertThatNullPointerException().isThrownBy(() -> verifier.requireValid(null, SIGNATURE));
  }

  private Verdict refusal(byte[] body, String signature) {
    VerificationException refused =
        catchThrowableOfType(
            VerificationException.class, () -> verifier.requireValid(body, signature));
    assertThat(refused).hasMessageEndingWith(": " + refused.verdict());
    return refused.verdict();
  }

  /** A verdict that nobody looks at lets everybody in. */
  @ParameterizedTest
  @ValueSource(classes = {SignatureVerifier.class, StandardVerifier.class})
  void whatAnswersAVerdictIsMarkedSoThatIgnoringItIsAWarning(Class<?> verifier) {
    assertThat(verifier.getMethods())
        .filteredOn(method -> method.getReturnType() == Verdict.class)
        .isNotEmpty()
        .allMatch(method -> method.isAnnotationPresent(CheckReturnValue.class));
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheVerdictValidLetsARequestIn(Verdict verdict) {
    assertThat(verdict.isValid()).isEqualTo(verdict == Verdict.VALID);
  }
}
