package dev.webhooks.internal.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.Invisible;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes secrets out of a text, and makes it fit to be shown to anybody.
 *
 * <p>The text is unescaped, then that is unescaped, and so on, a few times; each form knows where
 * in the text its characters come from, and secrets are looked for in each. So one that is written
 * with the escapes of JSON, URLs and HTML is found, in whatever mixture of them. There is no
 * recursion and no regular expression: the stack does not grow with the text, and the time grows
 * with its length and no faster.
 *
 * <p>Immutable and thread safe.
 */
public final class Redactor {
  /** How long an answer is at most. */
  public static final int MAX_LENGTH = 4_096;

  /** The shortest secret that can be told: what is shorter would black out ordinary words. */
  public static final int SHORTEST_SECRET = SecretTexts.HEAD;

  /** Escapes of escapes of escapes. */
  private static final int MAX_DEPTH = 3;

  private final SecretTexts secrets;
  private final ApiKeys apiKeys;

  private Redactor(Builder builder) {
    this.secrets = new SecretTexts(builder.texts.values());
    this.apiKeys = new ApiKeys(builder.digests);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The text without secrets and with {@linkplain Invisible#shown escapes} for what is invisible,
   * at most {@value #MAX_LENGTH} characters of it.
   *
   * @param cut whether the text went on, so that it may end within a secret
   */
  public String apply(String text, boolean cut) {
    boolean tooLong = text.length() > MAX_LENGTH;
    String source = tooLong ? text.substring(0, MAX_LENGTH) : text;
    return Invisible.shown(withoutSecrets(source, cut || tooLong), MAX_LENGTH);
  }

  private String withoutSecrets(String source, boolean cut) {
    if (source.length() < SHORTEST_SECRET && !cut) {
      return source;
    }
    Ranges ranges = new Ranges();
    KeyDigests own = apiKeys.digests();
    CanonicalText form = CanonicalText.of(source);
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      secrets.find(form, source.length(), cut, ranges);
      apiKeys.find(form, source.length(), cut, own, ranges);
      CanonicalText next = form.unescaped(cut);
      if (next == form) {
        break;
      }
      form = next;
    }
    return ranges.takenOut(source);
  }

  /** Leaves everything out. */
  @Override
  public String toString() {
    return "Redactor[redacted]";
  }

  /** Collects secrets. Not thread safe. */
  public static final class Builder {
    /** By their text, each once. */
    private final Map<String, byte[]> texts = new TreeMap<>();

    private final List<byte[]> digests = new ArrayList<>();

    private Builder() {}

    /** A text to take out, unless it is too short; however many of its characters are escaped. */
    public Builder text(String secret) {
      CanonicalText form = CanonicalText.of(secret);
      for (int depth = 0; depth <= MAX_DEPTH; depth++) {
        byte[] bytes = form.toByteArray();
        if (bytes.length >= SHORTEST_SECRET) {
          texts.put(new String(bytes, UTF_8), bytes);
        }
        form = form.unescaped(false);
      }
      return this;
    }

    /** Bytes to take out: their hex, and their base64 in either alphabet, padded or not. */
    public Builder bytes(byte[] secret) {
      text(HexFormat.of().formatHex(secret));
      text(Base64.getEncoder().encodeToString(secret));
      return text(Base64.getEncoder().withoutPadding().encodeToString(secret));
    }

    /** The SHA-256 of an API key of which nothing else is known. */
    public Builder digestOfKey(byte[] digest) {
      digests.add(digest.clone());
      return this;
    }

    public Redactor build() {
      return new Redactor(this);
    }

    /** Leaves everything out. */
    @Override
    public String toString() {
      return "Redactor.Builder[redacted]";
    }
  }
}
