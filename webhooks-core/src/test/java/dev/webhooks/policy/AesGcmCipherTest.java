package dev.webhooks.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.MasterKeys;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Guarantee P: what is stored gives nothing away and can't be exchanged. */
class AesGcmCipherTest {
  private static final byte[] SECRET = "thirty-two bytes of a key digest".getBytes(UTF_8);

  private final byte[] masterKey = MasterKeys.random();
  private final SecretCipher cipher = AesGcmCipher.of("k1", masterKey);

  @Test
  void whatWasSealedCanBeOpened() {
    assertThat(cipher.open(cipher.seal(SECRET, "wh_1"), "wh_1")).isEqualTo(SECRET);
  }

  @Test
  void theSameSecretNeverLooksTheSameAndIsNotThere() {
    byte[] once = cipher.seal(SECRET, "wh_1");
    byte[] twice = cipher.seal(SECRET, "wh_1");

    assertThat(once).isNotEqualTo(twice);
    assertThat(HexFormat.of().formatHex(once)).doesNotContain(HexFormat.of().formatHex(SECRET));
  }

  @Test
  void anotherWebhooksSecretIsRefused() {
    byte[] sealed = cipher.seal(SECRET, "wh_1");

    assertThatThrownBy(() -> cipher.open(sealed, "wh_2")).isInstanceOf(SecretCipherException.class);
  }

  @Test
  void everyTamperedByteIsNoticed() {
    byte[] sealed = cipher.seal(SECRET, "wh_1");
    int checkAt = 2 + "k1".length();

    for (int i = 0; i < sealed.length; i++) {
      byte[] tampered = sealed.clone();
      tampered[i] ^= 1;
      if (i >= checkAt && i < checkAt + 4) {
        // It only tells why a secret can't be opened, and this one can.
        assertThat(cipher.open(tampered, "wh_1")).isEqualTo(SECRET);
      } else {
        assertThatThrownBy(() -> cipher.open(tampered, "wh_1"))
            .isInstanceOf(SecretCipherException.class);
      }
    }
  }

  @Test
  void whatIsCutShortIsRefused() {
    byte[] sealed = cipher.seal(SECRET, "wh_1");

    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> cipher.open(cut, "wh_1")).isInstanceOf(SecretCipherException.class);
    }
  }

  @Test
  void aFormerKeyOpensAndTheNewOneSeals() {
    byte[] old = cipher.seal(SECRET, "wh_1");
    byte[] newKey = MasterKeys.random();
    SecretCipher rotated = AesGcmCipher.of("k2", newKey).withFormerKey("k1", masterKey);

    assertThat(rotated.open(old, "wh_1")).isEqualTo(SECRET);
    assertThat(AesGcmCipher.of("k2", newKey).open(rotated.seal(SECRET, "wh_1"), "wh_1"))
        .isEqualTo(SECRET);
  }

  @Test
  void aMissingMasterKeyIsToldFromTampering() {
    byte[] sealed = cipher.seal(SECRET, "wh_1");
    byte[] tampered = sealed.clone();
    tampered[sealed.length - 1] ^= 1;

    assertThatThrownBy(() -> AesGcmCipher.of("k2", masterKey).open(sealed, "wh_1"))
        .isInstanceOfSatisfying(
            SecretCipherException.class, e -> assertThat(e.isKeyMissing()).isTrue())
        .hasMessageContaining("master key k1, which is not among [k2]");
    assertThatThrownBy(() -> AesGcmCipher.of("k1", MasterKeys.random()).open(sealed, "wh_1"))
        .isInstanceOfSatisfying(
            SecretCipherException.class, e -> assertThat(e.isKeyMissing()).isTrue())
        .hasMessageContaining("another master key than the present k1");
    assertThatThrownBy(() -> cipher.open(tampered, "wh_1"))
        .isInstanceOfSatisfying(
            SecretCipherException.class, e -> assertThat(e.isKeyMissing()).isFalse());
  }

  @Test
  void onlyWhatTheFirstKeySealedIsCurrent() {
    SecretCipher rotated =
        AesGcmCipher.of("k2", MasterKeys.random()).withFormerKey("k1", masterKey);

    assertThat(rotated.isCurrent(cipher.seal(SECRET, "wh_1"))).isFalse();
    assertThat(rotated.isCurrent(rotated.seal(SECRET, "wh_1"))).isTrue();
    assertThat(rotated.isCurrent(new byte[0])).isFalse();
    assertThat(AesGcmCipher.of("k1", MasterKeys.random()).isCurrent(cipher.seal(SECRET, "wh_1")))
        .as("another key under the same name")
        .isFalse();
  }

  @Test
  void whatCannotBeAMasterKeyIsRefused() {
    assertThatThrownBy(() -> AesGcmCipher.of("k1", new byte[16]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("masterKey");
    assertThatThrownBy(() -> AesGcmCipher.of("not ok", masterKey))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keyId");
    assertThatThrownBy(
            () -> AesGcmCipher.of("k1", masterKey).withFormerKey("k1", MasterKeys.random()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyShowsNowhere() {
    assertThat(cipher.toString()).isEqualTo("AesGcmCipher[keys=[k1], seals with k1]");
  }
}
