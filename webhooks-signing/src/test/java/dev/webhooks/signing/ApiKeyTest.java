package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  private static final String BASE64 =
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";
  private static final String TEXT = "whsec_" + BASE64;

  @Test
  void aNewKeyIsThePrefixAnd48RandomBytesInBase64() {
    SecureRandom random =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = (byte) i;
            }
          }
        };

    assertThat(ApiKey.generate(random).reveal()).isEqualTo(TEXT);
  }

  @Test
  void everyNewKeyIsAnotherAndReadsBack() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ApiKey key = ApiKey.generate(random);

      assertThat(key.reveal()).matches("whsec_[A-Za-z0-9+/]{64}");
      assertThat(ApiKey.parse(key.reveal())).isEqualTo(key);
      assertThat(seen.add(key.reveal())).isTrue();
    }
  }

  @Test
  void itSignsWithAllOfItsCharactersAndNotWithTheDecodedBytes() {
    assertThat(ApiKey.parse(TEXT).signingKey())
        .isEqualTo(SigningKey.of(TEXT.getBytes(US_ASCII)))
        .isNotEqualTo(SigningKey.of(Base64.getDecoder().decode(BASE64)));
  }

  @Test
  void itSignsStandardWebhooksWithTheDecodedBytes() {
    assertThat(ApiKey.parse(TEXT).standardSigningKey())
        .isEqualTo(SigningKey.of(Base64.getDecoder().decode(BASE64)))
        .isEqualTo(SigningKey.ofStandardSecret(TEXT));
  }

  @Test
  void theHintIsTheLastFourCharacters() {
    assertThat(ApiKey.parse(TEXT).hint()).isEqualTo("LS4v");
  }

  /** Guarantee P. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        BASE64,
        "whsk__" + BASE64,
        "WHSEC_" + BASE64,
        " whsec_" + BASE64,
        "whsec_" + BASE64 + "\n",
        "whsec_" + BASE64 + "AAAA",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4=",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4-",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4é",
        "whsec_AAECAwQFBgcICQoL A0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
      })
  void anythingElseIsRefusedAndNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApiKey.parse(text))
        .withMessage("an API key is whsec_ and the base64 of 48 bytes")
        .withNoCause();
  }

  @Test
  void anAbsentKeyIsMisuse() {
    assertThatNullPointerException().isThrownBy(() -> ApiKey.parse(null));
    assertThatNullPointerException().isThrownBy(() -> ApiKey.generate(null));
  }

  @Test
  void keysAreEqualByTheirText() {
    assertThat(ApiKey.parse(TEXT))
        .isEqualTo(ApiKey.parse(TEXT))
        .hasSameHashCodeAs(ApiKey.parse(TEXT))
        .isNotEqualTo(ApiKey.parse(TEXT.replace("AAEC", "BAEC")))
        .isNotEqualTo(null)
        .isNotEqualTo(TEXT);
  }

  /** Guarantee P. */
  @Test
  void aKeyShowsNothingOfItself() {
    ApiKey key = ApiKey.parse(TEXT);

    assertThat(key).hasToString("ApiKey[redacted]").isNotInstanceOf(Serializable.class);
    assertThat(key).hasSameHashCodeAs(ApiKey.generate(new SecureRandom()));
  }
}
