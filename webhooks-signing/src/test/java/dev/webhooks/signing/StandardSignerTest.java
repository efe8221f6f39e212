package dev.webhooks.signing;

import static dev.webhooks.signing.Vectors.BODY;
import static dev.webhooks.signing.Vectors.ID;
import static dev.webhooks.signing.Vectors.SENT_AT;
import static dev.webhooks.signing.Vectors.TIMESTAMP;
import static dev.webhooks.signing.Vectors.V1;
import static dev.webhooks.signing.Vectors.V1A;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.Serializable;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardSignerTest {
  private static final SigningKey KEY = SigningKey.ofStandardSecret(Vectors.SECRET);
  private static final SigningKey OTHER_KEY = SigningKey.of(new byte[24]);
  private static final Ed25519KeyPair KEY_PAIR = Ed25519KeyPair.parse(Vectors.SECRET_KEY);

  private final StandardSigner signer = StandardSigner.of(KEY);

  @Test
  void aSecretSignsAsTheSpecificationsExample() {
    assertThat(signer.sign(ID, SENT_AT, BODY))
        .containsOnly(
            entry("webhook-id", ID),
            entry("webhook-timestamp", TIMESTAMP),
            entry("webhook-signature", V1));
  }

  @Test
  void aSecretKeySignsAsTheSpecificationsExample() {
    StandardSigner asymmetric = StandardSigner.of(KEY_PAIR);

    assertThat(asymmetric.sign(ID, SENT_AT, BODY)).containsEntry("webhook-signature", V1A);
  }

  @Test
  void everyKeySignsSecretsFirst() {
    String others = signature(StandardSigner.of(OTHER_KEY));

    assertThat(signature(StandardSigner.of(KEY_PAIR).and(KEY).and(OTHER_KEY)))
        .isEqualTo(V1 + " " + others + " " + V1A);
  }

  private static String signature(StandardSigner signer) {
    return signer.sign(ID, SENT_AT, BODY).get(StandardSigner.SIGNATURE_HEADER);
  }

  @Test
  void theTimestampIsTheWholeSecondsOfTheAttempt() {
    assertThat(signer.sign(ID, SENT_AT.plusMillis(999), BODY))
        .isEqualTo(signer.sign(ID, SENT_AT, BODY));
    assertThat(signer.sign(ID, Instant.EPOCH, BODY)).containsEntry("webhook-timestamp", "0");
  }

  /** Some of these write numbers in other digits, which would be signed and sent. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai", "tr"})
  void theDefaultLocaleChangesNothing(String locale) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      assertThat(signer.sign(ID, SENT_AT, BODY))
          .containsEntry("webhook-timestamp", TIMESTAMP)
          .containsEntry("webhook-signature", V1);
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a.b", "a\n", "a\r\nx-admin: 1", "é", "\0", "\u0661"})
  void anIdThatCouldBeReadInTwoWaysIsMisuse(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> signer.sign(id, SENT_AT, BODY));
  }

  @Test
  void anIdHasAtMost256Characters() {
    assertThat(signer.sign("a".repeat(256), SENT_AT, BODY)).hasSize(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signer.sign("a".repeat(257), SENT_AT, BODY));
  }

  @Test
  void aTimeThatNoReceiverReadsIsMisuse() {
    Instant last = Instant.ofEpochSecond(999_999_999_999L);

    assertThat(signer.sign(ID, last, BODY)).containsEntry("webhook-timestamp", "999999999999");
    for (Instant time :
        new Instant[] {
          Instant.EPOCH.minusNanos(1), last.plusSeconds(1), Instant.MAX, Instant.MIN
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> signer.sign(ID, time, BODY));
    }
  }

  /** Guarantee B. */
  @Test
  void aSignerHasAtMostAsManyKeysAsAVerifierLooksAt() {
    StandardSigner full = StandardSigner.of(KEY);
    for (int i = 1; i < 16; i++) {
      full = full.and(KEY);
    }
    StandardSigner sixteen = full;

    assertThat(signature(sixteen).split(" ")).hasSize(16).containsOnly(V1);
    assertThatIllegalArgumentException().isThrownBy(() -> sixteen.and(KEY));
    assertThatIllegalArgumentException().isThrownBy(() -> sixteen.and(KEY_PAIR));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 23, 65, 70})
  void aKeyOfAnotherSchemesLengthIsMisuse(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandardSigner.of(SigningKey.of(new byte[length])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signer.and(SigningKey.of(new byte[length])));
  }

  @Test
  void anotherKeyMakesAnotherSigner() {
    StandardSigner both = signer.and(OTHER_KEY);

    assertThat(signature(signer)).isEqualTo(V1);
    assertThat(signature(both)).startsWith(V1 + " v1,");
  }

  @Test
  void theHeadersCantBeChanged() {
    Map<String, String> headers = signer.sign(ID, SENT_AT, BODY);

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> headers.put("webhook-id", "another"));
  }

  @Test
  void whatIsAbsentIsMisuse() {
    assertThatNullPointerException().isThrownBy(() -> signer.sign(null, SENT_AT, BODY));
    assertThatNullPointerException().isThrownBy(() -> signer.sign(ID, null, BODY));
    assertThatNullPointerException().isThrownBy(() -> signer.sign(ID, SENT_AT, null));
    assertThatNullPointerException().isThrownBy(() -> StandardSigner.of((SigningKey) null));
    assertThatNullPointerException().isThrownBy(() -> signer.and((SigningKey) null));
    assertThatNullPointerException().isThrownBy(() -> StandardSigner.of((Ed25519KeyPair) null));
    assertThatNullPointerException().isThrownBy(() -> signer.and((Ed25519KeyPair) null));
  }

  /** Guarantee P. */
  @Test
  void aSignerShowsNothingOfItsKeys() {
    assertThat(signer).hasToString("StandardSigner[redacted]").isNotInstanceOf(Serializable.class);
  }
}
