package dev.webhooks.signing;

import static dev.webhooks.signing.Vectors.BODY;
import static dev.webhooks.signing.Vectors.ID;
import static dev.webhooks.signing.Vectors.PUBLIC_KEY;
import static dev.webhooks.signing.Vectors.SECRET;
import static dev.webhooks.signing.Vectors.SECRET_KEY;
import static dev.webhooks.signing.Vectors.SENT_AT;
import static dev.webhooks.signing.Vectors.TIMESTAMP;
import static dev.webhooks.signing.Vectors.V1;
import static dev.webhooks.signing.Vectors.V1A;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardVerifierTest {
  private static final String OTHER_SECRET = "whsec_" + "A".repeat(32);

  private final SettableClock clock = new SettableClock(SENT_AT);
  private final StandardVerifier verifier = verifierOf(SECRET);
  private final StandardVerifier asymmetric = verifierOf(PUBLIC_KEY);

  private StandardVerifier verifierOf(String... keys) {
    return StandardVerifier.of(keys).withClock(clock);
  }

  private static Verdict verify(StandardVerifier verifier, String signature) {
    return verifier.verify(BODY, ID, TIMESTAMP, signature);
  }

  @Test
  void theSpecificationsExamplesAreValid() {
    assertThat(verify(verifier, V1)).isEqualTo(Verdict.VALID);
    assertThat(verify(asymmetric, V1A)).isEqualTo(Verdict.VALID);
  }

  @Test
  void aKeyVerifiesItsOwnSchemeAlone() {
    assertThat(verify(verifier, V1A)).isEqualTo(Verdict.MISMATCH);
    assertThat(verify(asymmetric, V1)).isEqualTo(Verdict.MISMATCH);
    assertThat(verify(verifierOf(SECRET, PUBLIC_KEY), V1)).isEqualTo(Verdict.VALID);
    assertThat(verify(verifierOf(SECRET, PUBLIC_KEY), V1A)).isEqualTo(Verdict.VALID);
  }

  @Test
  void whatMustBeValidPassesOnlyIfItIs() {
    Map<String, String> request =
        Map.of("webhook-id", ID, "webhook-timestamp", TIMESTAMP, "webhook-signature", V1);

    verifier.requireValid(BODY, request::get);

    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> verifier.requireValid(new byte[0], request::get))
        .returns(Verdict.MISMATCH, VerificationException::verdict);
    clock.set(SENT_AT.plus(Duration.ofHours(1)));
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> verifier.requireValid(BODY, request::get))
        .returns(Verdict.TIMESTAMP_TOO_OLD, VerificationException::verdict);
  }

  @Test
  void theHeadersCanBeLookedUpByName() {
    Map<String, String> request =
        Map.of("webhook-id", ID, "webhook-timestamp", TIMESTAMP, "webhook-signature", V1);

    assertThat(verifier.verify(BODY, request::get)).isEqualTo(Verdict.VALID);
    assertThat(verifier.verify(BODY, Map.of("webhook-id", ID)::get)).isEqualTo(Verdict.MISSING);
  }

  @Test
  void byDefaultTheTimeIsNowGiveOrTakeFiveMinutes() {
    StandardVerifier byDefault = StandardVerifier.of(SECRET);
    StandardSigner signer = StandardSigner.of(SigningKey.ofStandardSecret(SECRET));
    Instant now = Instant.now();

    assertThat(byDefault.verify(BODY, signer.sign(ID, now.minusSeconds(240), BODY)::get))
        .isEqualTo(Verdict.VALID);
    assertThat(byDefault.verify(BODY, signer.sign(ID, now.plusSeconds(240), BODY)::get))
        .isEqualTo(Verdict.VALID);
    assertThat(byDefault.verify(BODY, signer.sign(ID, now.minusSeconds(302), BODY)::get))
        .isEqualTo(Verdict.TIMESTAMP_TOO_OLD);
    assertThat(byDefault.verify(BODY, signer.sign(ID, now.plusSeconds(360), BODY)::get))
        .isEqualTo(Verdict.TIMESTAMP_TOO_NEW);
  }

  @Test
  void theToleranceEndsExactlyWhereItSaysOnBothSides() {
    StandardVerifier tolerant = verifierOf(SECRET).withTolerance(Duration.ofSeconds(90));

    clock.set(SENT_AT.plusSeconds(90));
    assertThat(verify(tolerant, V1)).isEqualTo(Verdict.VALID);
    clock.set(SENT_AT.plusSeconds(90).plusNanos(1));
    assertThat(verify(tolerant, V1)).isEqualTo(Verdict.TIMESTAMP_TOO_OLD);

    clock.set(SENT_AT.minusSeconds(90));
    assertThat(verify(tolerant, V1)).isEqualTo(Verdict.VALID);
    clock.set(SENT_AT.minusSeconds(90).minusNanos(1));
    assertThat(verify(tolerant, V1)).isEqualTo(Verdict.TIMESTAMP_TOO_NEW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT0S", "PT-1S", "PT24H0.000000001S", "PT2562047788015215H30M7.999999999S"})
  void aToleranceThatIsNoWindowIsMisuse(String tolerance) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> verifier.withTolerance(Duration.parse(tolerance)));
  }

  @Test
  void noTimestampAndNoClockOverflows() {
    for (Instant now : List.of(Instant.MIN, Instant.EPOCH, SENT_AT, Instant.MAX)) {
      StandardVerifier lenient =
          verifierOf(SECRET)
              .withClock(Clock.fixed(now, ZoneOffset.UTC))
              .withTolerance(Duration.ofDays(1));
      for (String timestamp : List.of("0", "1", "999999999999")) {
        assertThat(lenient.verify(BODY, ID, timestamp, V1).isValid()).isFalse();
      }
    }
  }

  @Test
  void whileAKeyIsReplacedEitherKeyAndEitherSignatureWill() {
    StandardSigner oldKey = signerOf(OTHER_SECRET);
    StandardSigner bothKeys =
        StandardSigner.of(SigningKey.ofStandardSecret(OTHER_SECRET))
            .and(SigningKey.ofStandardSecret(SECRET));

    assertThat(verifier.verify(BODY, bothKeys.sign(ID, SENT_AT, BODY)::get).isValid()).isTrue();
    assertThat(verifierOf(OTHER_SECRET).verify(BODY, bothKeys.sign(ID, SENT_AT, BODY)::get))
        .isEqualTo(Verdict.VALID);
    assertThat(verifierOf(SECRET, OTHER_SECRET).verify(BODY, oldKey.sign(ID, SENT_AT, BODY)::get))
        .isEqualTo(Verdict.VALID);
    assertThat(verifier.verify(BODY, oldKey.sign(ID, SENT_AT, BODY)::get))
        .isEqualTo(Verdict.MISMATCH);
  }

  private static StandardSigner signerOf(String secret) {
    return StandardSigner.of(SigningKey.ofStandardSecret(secret));
  }

  @Test
  void anAsymmetricKeyIsReplacedInTheSameWay() {
    Ed25519KeyPair oldPair = Ed25519KeyPair.generate(new SecureRandom());
    StandardSigner both = StandardSigner.of(Ed25519KeyPair.parse(SECRET_KEY)).and(oldPair);
    Map<String, String> headers = both.sign(ID, SENT_AT, BODY);

    assertThat(asymmetric.verify(BODY, headers::get)).isEqualTo(Verdict.VALID);
    assertThat(verifierOf(oldPair.publicKey()).verify(BODY, headers::get)).isEqualTo(Verdict.VALID);
    assertThat(verify(verifierOf(oldPair.publicKey(), PUBLIC_KEY), V1A)).isEqualTo(Verdict.VALID);
    assertThat(verify(verifierOf(oldPair.publicKey()), V1A)).isEqualTo(Verdict.MISMATCH);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\r\n", "\u2003"})
  void anyOfTheThreeHeadersCanBeMissing(String value) {
    assertThat(verifier.verify(BODY, value, TIMESTAMP, V1)).isEqualTo(Verdict.MISSING);
    assertThat(verifier.verify(BODY, ID, value, V1)).isEqualTo(Verdict.MISSING);
    assertThat(verifier.verify(BODY, ID, TIMESTAMP, value)).isEqualTo(Verdict.MISSING);
    assertThat(verifier.verify(BODY, value, value, value)).isEqualTo(Verdict.MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1614265330",
        "-1614265330",
        " 1614265330",
        "1614265330 ",
        "1614265330\n",
        "01614265330",
        "00",
        "-0",
        "1614265330.0",
        "1614265330.",
        "1,614,265,330",
        "1_614_265_330",
        "1614265330L",
        "1.61426533e9",
        "0x60379FB2",
        "2021-02-25T15:02:10Z",
        "NaN",
        "Infinity",
        "null",
        "1000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "99999999999999999999999999999999999999999999",
        "\u0661\u0666\u0661\u0664\u0662\u0666\u0665\u0663\u0663\u0660", // ARABIC-INDIC DIGITS
        "\uff11614265330", // FULLWIDTH DIGIT ONE
        "1614265330\0",
        "\ud83e\udd84",
        "\ud83e"
      })
  void aTimestampHasOneSpelling(String timestamp) {
    assertThat(verifier.verify(BODY, ID, timestamp, V1)).isEqualTo(Verdict.MALFORMED);
    // Not even if the sender signed it so.
    assertThat(verifier.verify(BODY, ID, timestamp, signAnything(ID, timestamp)))
        .isEqualTo(Verdict.MALFORMED);
  }

  /** What someone signs who holds the key, and cares for no rules. */
  private static String signAnything(String id, String timestamp) {
    byte[] mac =
        WebhookSigner.of(SigningKey.ofStandardSecret(SECRET))
            .mac((id + "." + timestamp + ".").getBytes(UTF_8), BODY);
    return "v1," + Base64.getEncoder().encodeToString(mac);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" msg_1", "msg_1 ", "msg 1", "msg_1\n", "msg.1", ".", "\0", "é", "\ud83e"})
  void anIdIsVisibleAsciiWithoutAFullStop(String id) {
    assertThat(verifier.verify(BODY, id, TIMESTAMP, signAnything(id, TIMESTAMP)))
        .isEqualTo(Verdict.MALFORMED);
  }

  @Test
  void aSignedTextCantBeCutInAnotherPlace() {
    // The same bytes are signed: an id, a time and a body that begins with digits and a full stop.
    byte[] body = "1614265330.{}".getBytes(UTF_8);
    Map<String, String> headers = signerOf(SECRET).sign("msg", Instant.ofEpochSecond(100), body);
    String signature = headers.get("webhook-signature");

    assertThat(verifier.verify("{}".getBytes(UTF_8), "msg.100", TIMESTAMP, signature))
        .isEqualTo(Verdict.MALFORMED);
  }

  @ParameterizedTest
  @MethodSource
  void aSignatureThatNoSchemeMakesIsMalformed(String signature) {
    StandardVerifier both = verifierOf(SECRET, PUBLIC_KEY);

    assertThat(verify(both, signature)).isEqualTo(Verdict.MALFORMED);
  }

  static Stream<String> aSignatureThatNoSchemeMakesIsMalformed() {
    String base64 = V1.substring(3);
    return Stream.of(
        base64,
        "," + base64,
        "v1" + base64,
        "v1=" + base64,
        "v1:" + base64,
        "v1 " + base64,
        "v1, " + base64,
        "v1,," + base64,
        "v1\t," + base64,
        "V1," + base64,
        "v01," + base64,
        "v1b," + base64,
        "v2," + base64,
        "v1a," + base64,
        "v11," + base64,
        "\uff561," + base64,
        "v1," + V1A.substring(4),
        V1A.replace("v1a", "V1A"),
        V1 + "=",
        V1 + "A",
        V1 + "\n",
        V1 + ",",
        V1 + "," + V1,
        V1 + ";" + V1,
        V1 + "\t" + V1,
        V1 + "\u00a0" + V1,
        V1.replace("=", ""),
        V1.replace("=", "A"),
        V1.replace("OE=", "OF="), // the same bytes, with a spare bit set
        V1.replace('+', '-').replace('/', '_'),
        V1.replace('1', '\u0131'), // ends in the same byte as an ASCII 1
        V1A.replace("==", ""),
        V1A.replace("Ag==", "Ah=="),
        "v1",
        "v1,",
        "v1a,",
        ",",
        ", ,",
        "v1,757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "null",
        "\0",
        "\ud83e\udd84".repeat(40),
        "\ud83e".repeat(47),
        " ".repeat(8191) + "x",
        ",".repeat(8192),
        "v1,".repeat(2000),
        "a".repeat(1_000_000),
        V1 + " " + "v2,".repeat(10_000));
  }

  @Test
  void aShorterPrefixIsNeverAccepted() {
    for (String whole : List.of(V1, V1A)) {
      for (int length = 1; length < whole.length(); length++) {
        assertThat(verify(verifierOf(SECRET, PUBLIC_KEY), whole.substring(0, length)))
            .isEqualTo(Verdict.MALFORMED);
      }
    }
  }

  @Test
  void oneOtherBitAnywhereInASignatureIsAMismatch() {
    for (String whole : List.of(V1, V1A)) {
      String version = whole.substring(0, whole.indexOf(',') + 1);
      byte[] genuine = Base64.getDecoder().decode(whole.substring(version.length()));
      for (int i = 0; i < 8 * genuine.length; i++) {
        byte[] forged = genuine.clone();
        forged[i / 8] ^= (byte) (1 << i % 8);
        String signature = version + Base64.getEncoder().encodeToString(forged);

        assertThat(verify(verifierOf(SECRET, PUBLIC_KEY), signature)).isEqualTo(Verdict.MISMATCH);
      }
    }
  }

  @Test
  void noSixtyFourBytesAreAnError() {
    Random random = new Random(42);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[64];
      random.nextBytes(bytes);
      switch (i % 5) {
        case 0 -> Arrays.fill(bytes, 0, 32, (byte) 0xff); // no point
        case 1 -> Arrays.fill(bytes, 0, 32, (byte) 0); // a point of small order
        case 2 -> Arrays.fill(bytes, 32, 64, (byte) 0); // no scalar
        case 3 -> Arrays.fill(bytes, 32, 64, (byte) 0xff); // a scalar beyond the order
        default -> bytes[63] &= 0x0f; // a scalar that is in order
      }

      assertThat(verify(asymmetric, "v1a," + Base64.getEncoder().encodeToString(bytes)))
          .isEqualTo(Verdict.MISMATCH);
    }
  }

  /** Adding the group's order to the second half makes another spelling of the same signature. */
  @Test
  void anAsymmetricSignatureHasOneSpelling() {
    byte[] bytes = Base64.getDecoder().decode(V1A.substring(4));
    byte[] order =
        Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", 32);
    int carry = 0;
    for (int i = 0; i < 32; i++) {
      carry += (bytes[32 + i] & 0xff) + (order[i] & 0xff);
      bytes[32 + i] = (byte) carry;
      carry >>= 8;
    }

    assertThat(verify(asymmetric, "v1a," + Base64.getEncoder().encodeToString(bytes)))
        .isEqualTo(Verdict.MISMATCH);
  }

  @Test
  void whateverWasSignedCantBeChanged() {
    for (StandardVerifier each : List.of(verifier, asymmetric)) {
      String signature = each == verifier ? V1 : V1A;

      assertThat(each.verify(BODY, "msg_2", TIMESTAMP, signature)).isEqualTo(Verdict.MISMATCH);
      assertThat(each.verify(BODY, ID, "1614265331", signature)).isEqualTo(Verdict.MISMATCH);
      assertThat(each.verify(new byte[0], ID, TIMESTAMP, signature)).isEqualTo(Verdict.MISMATCH);
      for (int i = 0; i < BODY.length; i++) {
        byte[] changed = BODY.clone();
        changed[i] ^= 1;
        assertThat(each.verify(changed, ID, TIMESTAMP, signature)).isEqualTo(Verdict.MISMATCH);
      }
    }
  }

  @Test
  void theBodyIsVerifiedAsItArrivedWhateverItsCharset() {
    byte[] notUtf8 = {'"', (byte) 0xc3, (byte) 0x28, 0, (byte) 0xff, '"'};
    Map<String, String> headers = signerOf(SECRET).sign(ID, SENT_AT, notUtf8);

    assertThat(verifier.verify(notUtf8, headers::get)).isEqualTo(Verdict.VALID);
    assertThat(verifier.verify(new String(notUtf8, UTF_8).getBytes(UTF_8), headers::get))
        .isEqualTo(Verdict.MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2,AAAA", "v1,", "v1", "v1,AAAA", "x", ",", "", "v1a,AAAA", "\ud83e"})
  void whatIsntUnderstoodIsPassedOver(String other) {
    assertThat(verify(verifier, other + " " + V1)).isEqualTo(Verdict.VALID);
    assertThat(verify(verifier, V1 + " " + other)).isEqualTo(Verdict.VALID);
    assertThat(verify(asymmetric, other + " " + V1 + " " + V1A)).isEqualTo(Verdict.VALID);
  }

  /** Guarantee B. */
  @Test
  void sixteenSignaturesAreLookedAtAndNoMore() {
    assertThat(verify(verifier, "v1,x ".repeat(15) + V1)).isEqualTo(Verdict.VALID);
    assertThat(verify(verifier, "v1,x ".repeat(16) + V1)).isEqualTo(Verdict.MALFORMED);
    assertThat(verify(verifier, " ".repeat(16) + V1)).isEqualTo(Verdict.MALFORMED);
    assertThat(verify(verifier, V1 + " x".repeat(4072)))
        .isEqualTo(Verdict.VALID); // 8191 characters
    assertThat(verify(verifier, V1 + " x".repeat(4073))).isEqualTo(Verdict.MALFORMED);
  }

  /** Guarantee B. */
  @Test
  void headersOfAnySizeAreRefusedByTheirLength() {
    String huge = "1".repeat(10_000_000);

    assertThat(verifier.verify(BODY, huge, TIMESTAMP, V1)).isEqualTo(Verdict.MALFORMED);
    assertThat(verifier.verify(BODY, ID, huge, V1)).isEqualTo(Verdict.MALFORMED);
    assertThat(verifier.verify(BODY, ID, TIMESTAMP, huge)).isEqualTo(Verdict.MALFORMED);
  }

  @Test
  void theReplayGuardIsAskedOnceAndLast() {
    List<String> asked = new ArrayList<>();
    StandardVerifier guarded =
        verifierOf(SECRET)
            .withReplayGuard(
                (id, sentAt, remember) -> asked.add(id + " " + sentAt + " " + remember));

    assertThat(verify(guarded, V1A)).isEqualTo(Verdict.MISMATCH);
    assertThat(guarded.verify(BODY, ID, TIMESTAMP, null)).isEqualTo(Verdict.MISSING);
    assertThat(guarded.verify(BODY, ID, "0", V1)).isEqualTo(Verdict.TIMESTAMP_TOO_OLD);
    assertThat(asked).isEmpty();

    assertThat(verify(guarded, V1 + " " + V1)).isEqualTo(Verdict.VALID);
    assertThat(asked).containsExactly(ID + " 2021-02-25T15:02:10Z PT5M1S");
  }

  @Test
  void aGuardIsToldToRememberForAsLongAsTheTimestampIsGood() {
    List<Duration> asked = new ArrayList<>();
    StandardVerifier guarded =
        verifierOf(SECRET).withReplayGuard((id, sentAt, remember) -> asked.add(remember));

    clock.set(SENT_AT.minusSeconds(300));
    verify(guarded, V1);
    clock.set(SENT_AT.plusSeconds(300));
    verify(guarded, V1);

    assertThat(asked).containsExactly(Duration.ofSeconds(601), Duration.ofSeconds(1));
  }

  @Test
  void aReplayIsRefusedUntilItIsTooOldAndTheSendersOwnRetryIsLetIn() {
    StandardVerifier guarded = verifierOf(SECRET).withReplayGuard(ReplayGuard.inMemory(100, clock));
    Map<String, String> retry = signerOf(SECRET).sign(ID, SENT_AT.plusSeconds(1), BODY);

    clock.set(SENT_AT.minusSeconds(300));
    assertThat(verify(guarded, V1)).isEqualTo(Verdict.VALID);
    for (int i = 0; i <= 600; i++) {
      assertThat(verify(guarded, V1)).isEqualTo(Verdict.REPLAYED);
      clock.move(Duration.ofSeconds(1));
    }
    assertThat(verify(guarded, V1)).isEqualTo(Verdict.TIMESTAMP_TOO_OLD);
    assertThat(guarded.verify(BODY, retry::get)).isEqualTo(Verdict.VALID);
    assertThat(guarded.verify(BODY, retry::get)).isEqualTo(Verdict.REPLAYED);
  }

  /** Some of these have digits of their own; Turkish has its own idea of the case of an i. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai", "tr"})
  void theDefaultLocaleChangesNothing(String locale) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      assertThat(verify(verifierOf(SECRET), V1)).isEqualTo(Verdict.VALID);
      assertThat(verify(verifierOf(PUBLIC_KEY), V1A)).isEqualTo(Verdict.VALID);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aVerifierWithoutAKeyIsMisuse() {
    assertThatIllegalArgumentException().isThrownBy(StandardVerifier::of);
    assertThatIllegalArgumentException().isThrownBy(() -> StandardVerifier.of(SECRET, ""));
    assertThatNullPointerException()
        .isThrownBy(() -> StandardVerifier.of((String) null))
        .withMessage("a key of the verifier is null");
    assertThatNullPointerException()
        .isThrownBy(() -> StandardVerifier.of((String[]) null))
        .withMessage("keys");
    assertThatNullPointerException().isThrownBy(() -> verifier.withClock(null));
    assertThatNullPointerException()
        .isThrownBy(() -> verifier.withTolerance(null))
        .withMessage("tolerance");
    assertThatNullPointerException().isThrownBy(() -> verifier.withReplayGuard(null));
  }

  /** Guarantee P. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaQ=", // 23 bytes
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
        "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        SECRET_KEY,
        "whpk_",
        "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwILPZIo2LaLaSw"
      })
  void whatIsNoKeyIsRefusedAndNotRepeated(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandardVerifier.of(key))
        .withMessageNotContainingAny("MfKQ", "6Xb")
        .withNoCause();
  }

  @Test
  void anotherSettingMakesAnotherVerifier() {
    StandardVerifier deaf = verifier.withReplayGuard((id, sentAt, remember) -> false);
    clock.move(Duration.ofMinutes(3));

    assertThat(verify(deaf, V1)).isEqualTo(Verdict.REPLAYED);
    assertThat(verify(verifier.withTolerance(Duration.ofMinutes(2)), V1))
        .isEqualTo(Verdict.TIMESTAMP_TOO_OLD);
    assertThat(verify(verifier, V1)).isEqualTo(Verdict.VALID);
  }

  /** The points of small order, in every spelling that decoders are known to take. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", // no key was filled in
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=",
        "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/IU=",
        "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=",
        "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA/o=",
        "7P///////////////////////////////////////38=",
        "7f///////////////////////////////////////38=",
        "7v///////////////////////////////////////38="
      })
  void aPublicKeyThatAnyoneCanSignForIsMisuse(String base64) {
    assertThatIllegalArgumentException().isThrownBy(() -> StandardVerifier.of("whpk_" + base64));
  }

  @Test
  void aPublicKeyThatIsNoPointOfTheCurveIsMisuse() {
    byte[] noPoint = new byte[32];
    noPoint[0] = 2; // no x goes with this y

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> StandardVerifier.of("whpk_" + Base64.getEncoder().encodeToString(noPoint)))
        .withMessage("the key isn't a point of the curve");
  }

  @Test
  void anAbsentBodyIsMisuseWhateverTheHeaders() {
    assertThatNullPointerException().isThrownBy(() -> verifier.verify(null, ID, TIMESTAMP, V1));
    assertThatNullPointerException().isThrownBy(() -> verifier.verify(null, null, null, null));
    assertThatNullPointerException().isThrownBy(() -> verifier.verify(null, name -> null));
  }

  /** Guarantee P. */
  @Test
  void aVerifierShowsNothingOfItsKeys() {
    assertThat(verifierOf(SECRET, PUBLIC_KEY))
        .hasToString("StandardVerifier[redacted]")
        .isNotInstanceOf(Serializable.class);
  }
}
