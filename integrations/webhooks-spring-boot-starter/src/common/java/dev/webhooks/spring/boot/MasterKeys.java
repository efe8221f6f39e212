package dev.webhooks.spring.boot;

import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.spi.SecretCipher;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a cipher of the master keys that properties name. What it throws repeats no key. */
final class MasterKeys {
  private MasterKeys() {}

  static SecretCipher cipher(WebhooksProperties.Secrets secrets) {
    Map<String, String> keys = secrets.keys();
    String current = currentKey(secrets);
    AesGcmCipher cipher = null;
    try {
      cipher = AesGcmCipher.of(current, bytes(current, keys.get(current)));
      for (Map.Entry<String, String> former : keys.entrySet()) {
        if (!former.getKey().equals(current)) {
          cipher = cipher.withFormerKey(former.getKey(), bytes(former.getKey(), former.getValue()));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new MasterKeyException("of webhooks.secrets.keys, " + e.getMessage());
    }
    return cipher;
  }

  private static String currentKey(WebhooksProperties.Secrets secrets) {
    Map<String, String> keys = secrets.keys();
    if (keys.isEmpty()) {
      throw new MasterKeyException("webhooks.secrets.keys has none");
    }
    String current = secrets.currentKey();
    if (current == null && keys.size() == 1) {
      return keys.keySet().iterator().next();
    }
    if (current == null || !keys.containsKey(current)) {
      throw new MasterKeyException(
          "webhooks.secrets.current-key must name one of webhooks.secrets.keys, which has "
              + keys.keySet());
    }
    return current;
  }

  private static byte[] bytes(String id, @Nullable String base64) {
    try {
      return Base64.getDecoder().decode(base64 == null ? "" : base64.strip());
    } catch (IllegalArgumentException e) {
      throw new MasterKeyException("webhooks.secrets.keys." + id + " is not base64");
    }
  }
}
