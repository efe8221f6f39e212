package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Flags;
import dev.webhooks.policy.AesGcmCipher;
import dev.webhooks.spi.SecretCipher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the master key comes from: a flag, a file that a flag names, or the environment. A flag is
 * read by everybody who may list processes, so production would use one of the others. No refusal
 * repeats a key.
 */
final class MasterKey {
  static final String FLAG = "--master-key";
  static final String FILE_FLAG = "--master-key-file";
  static final String VARIABLE = "WEBHOOKS_MASTER_KEY";

  /** Of a file that holds a key, with ample room for line ends. */
  private static final int MAX_FILE_BYTES = 1_000;

  private MasterKey() {}

  /**
   * The cipher with the key; null when there is none. A flag goes before the environment.
   *
   * @throws CommandException saying which of them is no good
   */
  static @Nullable SecretCipher of(Flags flags, Map<String, String> environment)
      throws CommandException {
    String key = flags.text(FLAG);
    String file = flags.text(FILE_FLAG);
    if (key != null && file != null) {
      throw CommandException.misused(FLAG + " and " + FILE_FLAG + " don't go together");
    }
    if (key != null) {
      return cipher(FLAG, key);
    }
    if (file != null) {
      return cipher(FILE_FLAG, read(file));
    }
    String variable = environment.get(VARIABLE);
    return variable == null ? null : cipher(VARIABLE, variable);
  }

  private static String read(String file) throws CommandException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      // A key is far shorter, and what names no key need not be read to its end.
      return new String(in.readNBytes(MAX_FILE_BYTES), UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw CommandException.misused(FILE_FLAG + " names a file that is not there");
    } catch (IOException | InvalidPathException e) {
      throw CommandException.misused(FILE_FLAG + " names a file that can't be read");
    }
  }

  /**
   * @param origin what a refusal names
   */
  private static SecretCipher cipher(String origin, String key) throws CommandException {
    try {
      return AesGcmCipher.of("settings", Base64.getDecoder().decode(key));
    } catch (IllegalArgumentException e) {
      throw CommandException.misused(
          origin
              + (origin.equals(FILE_FLAG) ? " must name a file with" : " must be")
              + " the base64 of 32 bytes, as `openssl rand -base64 32` makes it");
    }
  }
}
