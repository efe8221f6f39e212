package dev.webhooks.internal.secrets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.spi.SecretCipherException;
import java.util.Arrays;

/** Whatever bytes a row holds, reading them ends in secrets or in the one refusal. */
class SecretsFormatFuzzTest {

  @FuzzTest
  void bytesAreSecretsOrRefused(byte[] stored) {
    try {
      WebhookSecrets secrets = SecretsFormat.read(stored);
      if (secrets.former().size() <= WebhookSecrets.MAX_FORMER
          && !SecretsFormat.read(SecretsFormat.write(secrets)).equals(secrets)) {
        throw new AssertionError("changed by writing: " + Arrays.toString(stored));
      }
    } catch (SecretCipherException refused) {
      if (refused.isKeyMissing()) {
        throw new AssertionError("damage is no missing key");
      }
    }
  }
}
