package dev.webhooks;

import java.security.SecureRandom;

/** Master keys of tests. */
public final class MasterKeys {
  private MasterKeys() {}

  /** 32 bytes that nobody has seen. */
  public static byte[] random() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
