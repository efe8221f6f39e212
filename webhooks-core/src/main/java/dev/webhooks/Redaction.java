package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.WebhookSecrets.FormerKey;
import dev.webhooks.signing.SigningKey;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what an endpoint answers (Guarantee P): servers like to repeat what they
 * were sent, headers above all, in JSON or in a URL, and sometimes what they know.
 *
 * <p>Immutable and thread safe.
 */
final class Redaction {
  private static final String MARK = "[redacted]";
  private static final String BASIC = "Basic ";

  /** What is shorter is no secret, and would black out ordinary words. */
  private static final int SHORTEST = 8;

  private static final int SHORTEST_PASSWORD = 6;
  private static final int SHORTEST_TAIL = 4;
  private static final int MAX_LENGTH = 4_096;

  /** An API key, of whatever webhook; as JSON writers put it, too. */
  private static final Pattern API_KEY =
      Pattern.compile("whsec_(?:(?:[A-Za-z0-9+=]|\\\\?/|\\\\u00[0-9a-fA-F]{2}){16,}|\\S*$)");

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  static Redaction of(WebhookSecrets webhook) {
    Set<String> secrets = new LinkedHashSet<>();
    webhook.headers().values().forEach(value -> addHeader(secrets, value));
    addKey(secrets, webhook.key().secret());
    for (FormerKey former : webhook.former()) {
      addKey(secrets, former.key().secret());
    }
    Set<String> written = new LinkedHashSet<>(secrets);
    secrets.forEach(secret -> addSpellings(written, secret));
    List<String> longestFirst = new ArrayList<>(written);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    return new Redaction(List.copyOf(longestFirst));
  }

  /**
   * The text without secrets, at most 4,096 characters of it.
   *
   * @param cut whether the answer went on, so that the text may end within a secret
   */
  String apply(String text, boolean cut) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, MARK);
    }
    redacted = API_KEY.matcher(redacted).replaceAll("whsec_" + MARK);
    if (cut) {
      redacted = withoutTail(redacted);
    }
    return redacted.length() > MAX_LENGTH ? redacted.substring(0, MAX_LENGTH) : redacted;
  }

  private String withoutTail(String text) {
    for (String secret : secrets) {
      for (int length = secret.length() - 1; length >= SHORTEST_TAIL; length--) {
        if (text.endsWith(secret.substring(0, length))) {
          return text.substring(0, text.length() - length) + MARK;
        }
      }
    }
    return text;
  }

  private static void addHeader(Set<String> secrets, String value) {
    add(secrets, value, SHORTEST);
    for (String word : value.split("[ ,;]+", -1)) {
      add(secrets, word, SHORTEST);
    }
    if (value.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      addCredentials(secrets, value.substring(BASIC.length()));
    }
  }

  private static void addCredentials(Set<String> secrets, String base64) {
    try {
      String credentials = new String(Base64.getDecoder().decode(base64.strip()), UTF_8);
      add(secrets, credentials, SHORTEST_PASSWORD);
      add(secrets, credentials.substring(credentials.indexOf(':') + 1), SHORTEST_PASSWORD);
    } catch (IllegalArgumentException notBase64) {
      // Then the value itself is all that there is to hide.
    }
  }

  private static void addKey(Set<String> secrets, @Nullable SigningKey secret) {
    if (secret != null) {
      secrets.add(Base64.getEncoder().encodeToString(secret.copyBytes()));
    }
  }

  private static void add(Set<String> secrets, String secret, int shortest) {
    if (secret.length() >= shortest) {
      secrets.add(secret);
    }
  }

  /** As PHP and Gson write it in JSON, and as it stands in a URL. */
  private static void addSpellings(Set<String> written, String secret) {
    String slashes = secret.replace("/", "\\/");
    written.add(slashes);
    written.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
    written.add(unicode(secret));
    written.add(unicode(slashes));
    written.add(URLEncoder.encode(secret, UTF_8));
    written.add(URLEncoder.encode(secret, UTF_8).replace("+", "%20"));
  }

  private static String unicode(String secret) {
    return secret
        .replace("=", "\\u003d")
        .replace("+", "\\u002b")
        .replace("&", "\\u0026")
        .replace("'", "\\u0027")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e");
  }

  /** Leaves everything out. */
  @Override
  public String toString() {
    return "Redaction[redacted]";
  }
}
