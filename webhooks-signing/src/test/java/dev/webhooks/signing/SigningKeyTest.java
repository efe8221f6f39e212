package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  private static final String SECRET = "It's a Secret to Everybody";

  @Test
  void theDigestOfAnApiKeySignsAsTheReceiverVerifiesWithTheWholeKey() throws Exception {
    SecureRandom keys = new SecureRandom();
    Random bodies = new Random(42);
    for (int i = 0; i < 1000; i++) {
      ApiKey apiKey = ApiKey.generate(keys);
      byte[] body = new byte[bodies.nextInt(2000)];
      bodies.nextBytes(body);

      String signature = WebhookSigner.of(apiKey.signingKey().digest()).sign(body);

      assertThat(signature).isEqualTo(Hex.encode(receiversHmac(apiKey.reveal(), body)));
      assertThat(SignatureVerifier.ofApiKeys(apiKey.reveal()).verify(body, signature))
          .isEqualTo(Verdict.VALID);
    }
  }

  /** What a receiver computes who knows the key, and nothing of this library. */
  private static byte[] receiversHmac(String apiKey, byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(apiKey.getBytes(US_ASCII), "HmacSHA256"));
    return mac.doFinal(body);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 64})
  void aKeyThatFitsTheHmacBlockHasNoDigestThatSignsLikeIt(int length) {
    assertThatIllegalStateException().isThrownBy(() -> SigningKey.of(new byte[length]).digest());
  }

  @Test
  void aKeyOneByteLongerThanTheHmacBlockHasADigestThatSignsLikeIt() {
    SigningKey key = SigningKey.of("k".repeat(65).getBytes(US_ASCII));
    byte[] body = {1, 2, 3};

    assertThat(key.digest()).isNotEqualTo(key);
    assertThat(key.digest().reveal()).hasSize(32);
    assertThat(WebhookSigner.of(key.digest()).sign(body))
        .isEqualTo(WebhookSigner.of(key).sign(body));
  }

  @Test
  void theBytesAreCopiedInAndOut() {
    byte[] bytes = {1, 2, 3};
    SigningKey key = SigningKey.of(bytes);

    bytes[0] = 9;
    key.reveal()[1] = 9;

    assertThat(key.reveal()).containsExactly(1, 2, 3);
  }

  @Test
  void anApiKeyIsItsAsciiBytes() {
    assertThat(SigningKey.ofApiKey(SECRET)).isEqualTo(SigningKey.of(SECRET.getBytes(US_ASCII)));
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 25, 26, 32, 48, 64})
  void aStandardSecretIsTheBytesOfItsBase64WithOrWithoutPadding(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    String secret = "whsec_" + Base64.getEncoder().encodeToString(bytes);

    assertThat(SigningKey.ofStandardSecret(secret)).isEqualTo(SigningKey.of(bytes));
    assertThat(SigningKey.ofStandardSecret(secret.replace("=", "")))
        .isEqualTo(SigningKey.of(bytes));
  }

  /** Guarantee P. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "U2VjcmV0IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWxs",
        "WHSEC_U2VjcmV0IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWxs",
        " whsec_U2VjcmV0IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWxs",
        "whsec_U2VjcmV0IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWxs\n",
        "whsec_U2VjcmV0 IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWxs",
        "whsec_U2VjcmV0IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWx_",
        "whsec_U2VjcmV0IGJ5dGVzIG9mIG90aGVycywgMzIgaW4gYWxé"
      })
  void whatIsNoStandardSecretIsRefusedAndNotRepeated(String secret) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.ofStandardSecret(secret))
        .withMessage("a Standard Webhooks secret is whsec_ and the base64 of 24 to 64 bytes")
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 23, 65, 1000})
  void aStandardSecretOfAnotherLengthIsRefused(int length) {
    String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[length]);

    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.ofStandardSecret(secret));
  }

  @Test
  void keysAreEqualByTheirBytes() {
    SigningKey key = SigningKey.of(new byte[] {1, 2, 3});

    assertThat(key)
        .isEqualTo(SigningKey.of(new byte[] {1, 2, 3}))
        .hasSameHashCodeAs(SigningKey.of(new byte[] {1, 2, 3}))
        .isNotEqualTo(SigningKey.of(new byte[] {1, 2, 4}))
        .isNotEqualTo(SigningKey.of(new byte[] {1, 2}))
        .isNotEqualTo(null)
        .isNotEqualTo("key");
  }

  @Test
  void anEmptyOrAbsentKeyIsMisuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.of(new byte[0]));
    assertThatNullPointerException().isThrownBy(() -> SigningKey.of(null));
    assertThatNullPointerException().isThrownBy(() -> SigningKey.ofApiKey(null));
    assertThatNullPointerException().isThrownBy(() -> SigningKey.ofStandardSecret(null));
  }

  /** Guarantee P. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", SECRET + "\n", SECRET + " ", " " + SECRET, SECRET + "é"})
  void aDamagedApiKeyIsRefusedAndNotRepeated(String apiKey) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.ofApiKey(apiKey))
        .withMessageNotContaining("Secret")
        .withNoCause();
  }

  /** Guarantee P. */
  @Test
  void aKeyShowsNothingOfItself() {
    SigningKey key = SigningKey.ofApiKey(SECRET);

    assertThat(key).hasToString("SigningKey[redacted]").isNotInstanceOf(Serializable.class);
    assertThat(key).hasSameHashCodeAs(SigningKey.ofApiKey("another"));
    assertThat(WebhookSigner.of(key)).hasToString("WebhookSigner[redacted]");
    assertThat(SignatureVerifier.of(key)).hasToString("SignatureVerifier[redacted, keys=1]");
  }
}
