package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.Serializable;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519KeyPairTest {
  private static final Ed25519KeyPair PAIR = Ed25519KeyPair.parse(Vectors.SECRET_KEY);

  @Test
  void aSecretKeyHoldsItsPublicKey() {
    assertThat(PAIR.reveal()).isEqualTo(Vectors.SECRET_KEY).hasSize(93);
    assertThat(PAIR.publicKey()).isEqualTo(Vectors.PUBLIC_KEY).hasSize(49);
  }

  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60, "
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', "
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        + "f9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb, "
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, r, "
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        + "f11d8c387b2eaeb4302aeeb00d291612bb0c00"
  })
  void itSignsAsRfc8032Says(String seed, String publicKey, String message, String signature) {
    byte[] both = Hex.decode(seed + publicKey, 64);
    Ed25519KeyPair pair = Ed25519KeyPair.parse("whsk_" + Base64.getEncoder().encodeToString(both));

    assertThat(Hex.encode(pair.sign(message.getBytes(US_ASCII)))).isEqualTo(signature);
  }

  @Test
  void everyNewPairIsAnotherReadsBackAndIsVerified() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 20; i++) {
      Ed25519KeyPair pair = Ed25519KeyPair.generate(random);

      assertThat(Ed25519KeyPair.parse(pair.reveal())).isEqualTo(pair).hasSameHashCodeAs(pair);
      assertThat(pair).isNotEqualTo(Ed25519KeyPair.generate(random));
      StandardSigner signer = StandardSigner.of(pair);
      StandardVerifier verifier =
          StandardVerifier.of(pair.publicKey()).withClock(new SettableClock(Vectors.SENT_AT));
      assertThat(
              verifier.verify(Vectors.BODY, signer.sign("id", Vectors.SENT_AT, Vectors.BODY)::get))
          .isEqualTo(Verdict.VALID);
    }
  }

  @Test
  void aNewPairComesFromTheSourceOfRandomnessItWasGiven() {
    SecureRandom random =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
          }
        };

    assertThat(Ed25519KeyPair.generate(random))
        .isEqualTo(Ed25519KeyPair.generate(random))
        .isNotEqualTo(PAIR);
  }

  /** Guarantee P. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsk_",
        Vectors.PUBLIC_KEY,
        Vectors.SECRET,
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=", // the seed alone
        Vectors.SECRET_KEY + "\n",
        " " + Vectors.SECRET_KEY,
        Vectors.SECRET_KEY + "AAAA"
      })
  void whatIsNoSecretKeyIsRefusedAndNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519KeyPair.parse(text))
        .withMessage("a secret key is whsk_ and the base64 of 64 bytes")
        .withNoCause();
  }

  @Test
  void halvesThatDontBelongTogetherAreMisuse() {
    String other = Ed25519KeyPair.generate(new SecureRandom()).publicKey();
    byte[] mixed = Base64.getDecoder().decode(Vectors.SECRET_KEY.substring(5));
    System.arraycopy(Base64.getDecoder().decode(other.substring(5)), 0, mixed, 32, 32);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ed25519KeyPair.parse("whsk_" + Base64.getEncoder().encodeToString(mixed)))
        .withMessage("the secret key's public half belongs to another key");
  }

  /** As on Java 11, or in a run-time image without the module that has it. */
  @Test
  void aJdkWithoutEd25519SaysSoAndTheRestWorks() {
    Provider provider = Security.getProvider("SunEC");
    int position = Arrays.asList(Security.getProviders()).indexOf(provider) + 1;
    Security.removeProvider(provider.getName());
    try {
      for (Runnable needsEd25519 :
          new Runnable[] {
            () -> Ed25519KeyPair.generate(new SecureRandom()),
            () -> Ed25519KeyPair.parse(Vectors.SECRET_KEY),
            () -> StandardVerifier.of(Vectors.PUBLIC_KEY)
          }) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(needsEd25519::run)
            .withMessageContainingAll("Ed25519", "15", "jdk.crypto.ec");
      }
      assertThat(
              StandardVerifier.of(Vectors.SECRET)
                  .withClock(new SettableClock(Vectors.SENT_AT))
                  .verify(
                      Vectors.BODY, Vectors.ID, Vectors.TIMESTAMP, Vectors.V1A + " " + Vectors.V1))
          .isEqualTo(Verdict.VALID);
    } finally {
      Security.insertProviderAt(provider, position);
    }
  }

  @Test
  void whatIsAbsentIsMisuse() {
    assertThatNullPointerException().isThrownBy(() -> Ed25519KeyPair.parse(null));
    assertThatNullPointerException().isThrownBy(() -> Ed25519KeyPair.generate(null));
  }

  /** Guarantee P. */
  @Test
  void aPairShowsNothingOfItself() {
    assertThat(PAIR)
        .hasToString("Ed25519KeyPair[redacted]")
        .isNotInstanceOf(Serializable.class)
        .isNotEqualTo(null)
        .isNotEqualTo(Vectors.SECRET_KEY);
  }
}
