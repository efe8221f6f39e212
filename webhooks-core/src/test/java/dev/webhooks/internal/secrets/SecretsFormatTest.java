package dev.webhooks.internal.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.internal.registry.CustomHeaders;
import dev.webhooks.internal.secrets.WebhookSecrets.FormerKey;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipherException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sealed can be read again, and nothing else is taken for it. */
class SecretsFormatTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00.123Z");

  @ParameterizedTest
  @EnumSource
  void oneKeyComesBack(SignatureScheme scheme) {
    WebhookSecrets secrets = WebhookSecrets.of(key(scheme), Map.of());

    assertThat(SecretsFormat.read(SecretsFormat.write(secrets))).isEqualTo(secrets);
  }

  /** Guarantee B: as many keys and headers as are allowed fit into a row. */
  @Test
  void theMostThatCanBeKeptComesBackInItsOrderAndFits() {
    WebhookSecrets secrets = most();
    byte[] written = SecretsFormat.write(secrets);

    WebhookSecrets read = SecretsFormat.read(written);

    assertThat(read).isEqualTo(secrets);
    assertThat(read.headers().keySet()).containsExactlyElementsOf(secrets.headers().keySet());
    assertThat(AesGcmCipher.of("k".repeat(32), new byte[32]).seal(written, "wh_1"))
        .hasSizeLessThanOrEqualTo(4096);
  }

  @Test
  void whatIsCutShortOrTooLongIsRefused() {
    byte[] written = SecretsFormat.write(some());

    for (int length = 0; length < written.length; length++) {
      byte[] cut = Arrays.copyOf(written, length);
      assertThatThrownBy(() -> SecretsFormat.read(cut)).isInstanceOf(SecretCipherException.class);
    }
    assertThatThrownBy(() -> SecretsFormat.read(Arrays.copyOf(written, written.length + 1)))
        .isInstanceOf(SecretCipherException.class);
  }

  @Test
  void noDamageIsMoreThanARefusal() {
    byte[] written = SecretsFormat.write(some());

    for (int i = 0; i < written.length; i++) {
      byte[] damaged = written.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      readOrRefuse(damaged);
    }
  }

  @Test
  void nothingShows() {
    assertThat(most().toString()).isEqualTo("WebhookSecrets[redacted]");
    assertThat(EndpointSigner.of(most()).toString()).isEqualTo("EndpointSigner[redacted]");
    assertThat(most().key().toString()).contains("redacted").doesNotContain("whsk_");
  }

  private static void readOrRefuse(byte[] damaged) {
    try {
      SecretsFormat.read(damaged);
    } catch (SecretCipherException e) {
      assertThat(e.isKeyMissing()).isFalse();
    }
  }

  /** A bit of everything; small, as a key pair takes a millisecond to read. */
  private static WebhookSecrets some() {
    return new WebhookSecrets(
        key(SignatureScheme.STANDARD),
        List.of(new FormerKey(key(SignatureScheme.STANDARD_ED25519), NOON, true)),
        Map.of("X-Tenant", "42"));
  }

  private static WebhookSecrets most() {
    List<FormerKey> former = new ArrayList<>();
    for (int i = 0; i < WebhookSecrets.MAX_FORMER; i++) {
      former.add(
          new FormerKey(key(SignatureScheme.STANDARD_ED25519), NOON.plusSeconds(i), i % 2 == 0));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    int length = CustomHeaders.MAX_CHARACTERS / CustomHeaders.MAX_COUNT;
    for (int i = 0; i < CustomHeaders.MAX_COUNT; i++) {
      String name = "X-" + (char) ('t' - i);
      headers.put(name, "v".repeat(length - name.length()));
    }
    return new WebhookSecrets(key(SignatureScheme.STANDARD_ED25519), former, headers);
  }

  private static WebhookKey key(SignatureScheme scheme) {
    return WebhookKey.of(ApiKey.generate(RANDOM), scheme, RANDOM);
  }
}
