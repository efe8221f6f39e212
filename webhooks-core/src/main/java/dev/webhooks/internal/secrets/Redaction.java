package dev.webhooks.internal.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.internal.redact.Redactor;
import dev.webhooks.internal.secrets.WebhookSecrets.FormerKey;
import dev.webhooks.signing.Ed25519KeyPair;
import dev.webhooks.signing.SigningKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.StringTokenizer;

/**
 * Takes secrets out of what an endpoint answers (Guarantee P): servers like to repeat what they
 * were sent, headers above all, in JSON or in a URL, and sometimes what they know.
 *
 * <p>Immutable and thread safe.
 */
public final class Redaction {
  private static final String BASIC = "Basic ";

  /** What is shorter is no secret, and would black out ordinary words. */
  private static final int SHORTEST = 8;

  private static final int SHORTEST_PASSWORD = Redactor.SHORTEST_SECRET;
  private static final int SEED_BYTES = 32;

  private final Redactor redactor;

  private Redaction(Redactor redactor) {
    this.redactor = redactor;
  }

  public static Redaction of(WebhookSecrets webhook) {
    Redactor.Builder secrets = Redactor.builder();
    webhook.headers().values().forEach(value -> addHeader(secrets, value));
    addKey(secrets, webhook.key());
    for (FormerKey former : webhook.former()) {
      addKey(secrets, former.key());
    }
    return new Redaction(secrets.build());
  }

  /**
   * The text without secrets and without invisible characters, at most 4,096 characters of it.
   *
   * @param cut whether the answer went on, so that the text may end within a secret
   */
  public String apply(String text, boolean cut) {
    return redactor.apply(text, cut);
  }

  private static void addHeader(Redactor.Builder secrets, String value) {
    add(secrets, value, SHORTEST);
    StringTokenizer words = new StringTokenizer(value, " ,;");
    while (words.hasMoreTokens()) {
      add(secrets, words.nextToken(), SHORTEST);
    }
    if (value.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      addCredentials(secrets, value.substring(BASIC.length()));
    }
  }

  private static void addCredentials(Redactor.Builder secrets, String base64) {
    try {
      String credentials = new String(Base64.getDecoder().decode(base64.strip()), UTF_8);
      add(secrets, credentials, SHORTEST_PASSWORD);
      add(secrets, credentials.substring(credentials.indexOf(':') + 1), SHORTEST_PASSWORD);
    } catch (IllegalArgumentException notBase64) {
      // Then the value itself is all that there is to hide.
    }
  }

  private static void add(Redactor.Builder secrets, String secret, int shortest) {
    if (secret.length() >= shortest) {
      secrets.text(secret);
    }
  }

  /** All that is kept of a key. Of the API key itself that is its digest, unless it signs. */
  private static void addKey(Redactor.Builder secrets, WebhookKey key) {
    addBytes(secrets, key.digest());
    SigningKey secret = key.secret();
    if (secret == null) {
      byte[] digest = key.digest().reveal();
      secrets.digestOfKey(digest);
      Arrays.fill(digest, (byte) 0);
    } else {
      addBytes(secrets, secret);
    }
    if (key.pair() != null) {
      addPair(secrets, key.pair());
    }
  }

  /** The seed signs; with the public key behind it, its last base64 characters are others. */
  private static void addPair(Redactor.Builder secrets, Ed25519KeyPair pair) {
    String text = pair.reveal();
    byte[] both =
        Base64.getDecoder().decode(text.substring(text.indexOf('_') + 1).getBytes(US_ASCII));
    byte[] seed = Arrays.copyOf(both, SEED_BYTES);
    secrets.bytes(both).bytes(seed);
    Arrays.fill(both, (byte) 0);
    Arrays.fill(seed, (byte) 0);
  }

  private static void addBytes(Redactor.Builder secrets, SigningKey key) {
    byte[] bytes = key.reveal();
    secrets.bytes(bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  /** Leaves everything out. */
  @Override
  public String toString() {
    return "Redaction[redacted]";
  }
}
