package dev.webhooks.examples.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * A file that receiving teams copy. It has two gaps: {@code {{brand}}} for the host's brand, which
 * is {@code Webhook} where there is none, and {@code {{signatures}}} for the webhook's scheme.
 */
final class Snippet {
  private static final String FOLDER = "/dev/webhooks/examples/receivers/";

  private Snippet() {}

  static String text(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Snippet.class.getResourceAsStream(FOLDER + file), file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  static String filled(String file, String brand, Signatures signatures) throws IOException {
    String filled =
        text(file).replace("{{brand}}", brand).replace("{{signatures}}", signatures.name());
    if (filled.contains("{{")) {
      throw new IllegalStateException(file + " has another gap");
    }
    return filled;
  }
}
