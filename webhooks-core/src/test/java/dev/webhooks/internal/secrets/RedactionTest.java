package dev.webhooks.internal.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.KeyRotation;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.signing.ApiKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee P: what an endpoint repeats of a webhook's secrets is not kept. */
class RedactionTest {
  private static final String TOKEN = "s3cr3t/of+the=receiver";
  private static final String PASSWORD = "pa55w0rd";

  private final ApiKey apiKey = ApiKey.generate(new SecureRandom());
  private final Redaction redaction = Redaction.of(secrets(apiKey));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer s3cr3t/of+the=receiver",
        "invalid token s3cr3t/of+the=receiver",
        "{\"got\":\"Bearer s3cr3t\\/of+the=receiver\"}",
        "{\"got\":\"Bearer s3cr3t/of\\u002bthe\\u003dreceiver\"}",
        "{\"got\":\"Bearer s3cr3t\\/of\\u002bthe\\u003dreceiver\"}",
        "/login?token=s3cr3t%2Fof%2Bthe%3Dreceiver&x=1",
        "user admin, password pa55w0rd",
        "credentials admin:pa55w0rd",
        "tried s3cr3t/of+the=receiver-and-more"
      })
  void itIsFoundHoweverItIsWritten(String answer) {
    String kept = redaction.apply(answer, false);

    assertThat(kept)
        .contains("[redacted]")
        .doesNotContain("s3cr3t")
        .doesNotContain("receiver")
        .doesNotContain(PASSWORD);
  }

  @Test
  void ofTwoSecretsTheLongerGoesWhole() {
    assertThat(redaction.apply("x=" + TOKEN + "-and-more.", false)).isEqualTo("x=[redacted].");
  }

  @Test
  void apiKeysAreFoundPlainEscapedAndCut() {
    String key = apiKey.reveal();
    String escaped = key.replace("/", "\\/").replace("+", "\\u002b");

    for (String form : new String[] {key, escaped, key.substring(0, 50), key.substring(0, 15)}) {
      assertThat(redaction.apply("your key is " + form, true))
          .isEqualTo("your key is whsec_[redacted]");
    }
    assertThat(redaction.apply(key.substring("whsec_".length()), false)).isEqualTo("[redacted]");
  }

  /** An answer that is cut may end anywhere within a secret. */
  @Test
  void whatIsCutOffKeepsNoPartOfASecret() {
    for (int length = 4; length < TOKEN.length(); length++) {
      assertThat(redaction.apply("token " + TOKEN.substring(0, length), true))
          .isEqualTo("token [redacted]");
    }
    assertThat(redaction.apply("token s3cr3t/of", false)).isEqualTo("token s3cr3t/of");
  }

  /** Guarantee B. */
  @Test
  void itNeverMakesATextLonger() {
    Redaction eight = Redaction.of(headers(Map.of("X-A", "12345678")));

    assertThat(eight.apply("12345678".repeat(512), true)).hasSize(4_096);
  }

  @Test
  void whatIsKeptOfAKeyIsFoundInHexAndBase64() {
    byte[] digest = apiKey.signingKey().digest().reveal();
    byte[] secret = apiKey.standardSigningKey().reveal();
    for (byte[] bytes : List.of(digest, secret)) {
      for (String form :
          List.of(
              HexFormat.of().formatHex(bytes),
              HexFormat.of().withUpperCase().formatHex(bytes),
              Base64.getEncoder().encodeToString(bytes),
              Base64.getEncoder().withoutPadding().encodeToString(bytes),
              Base64.getUrlEncoder().encodeToString(bytes),
              Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
        assertGone(redaction, form);
        assertGone(redaction, form.toUpperCase(Locale.ROOT));
        assertGone(redaction, form.toLowerCase(Locale.ROOT));
      }
    }
  }

  /** Of most keys nothing but the digest is kept: the digest itself tells them. */
  @Test
  void aKeyOfWhichOnlyTheDigestIsKeptIsFoundToo() {
    Redaction ofDigest = Redaction.of(hex(apiKey));
    String bare = apiKey.reveal().substring("whsec_".length());

    assertGone(ofDigest, apiKey.reveal());
    assertGone(ofDigest, apiKey.reveal().toUpperCase(Locale.ROOT));
    assertGone(ofDigest, apiKey.reveal().toLowerCase(Locale.ROOT));
    assertGone(ofDigest, apiKey.reveal().replace('+', ' '));
    assertGone(ofDigest, bare);
    assertGone(ofDigest, bare.replace('+', '-').replace('/', '_'));
    assertGone(ofDigest, HexFormat.of().formatHex(apiKey.standardSigningKey().reveal()));
    assertThat(ofDigest.apply("/hooks/" + bare + "/x", false)).isEqualTo("/hooks/[redacted]/x");
  }

  @Test
  void formerKeysAreFoundWhileTheyOverlap() {
    ApiKey next = ApiKey.generate(new SecureRandom());
    WebhookSecrets rotated =
        hex(apiKey)
            .rotatedTo(
                WebhookKey.of(next, SignatureScheme.HEX, new SecureRandom()),
                SignatureScheme.HEX,
                KeyRotation.overlapping(Duration.ofDays(1)),
                Instant.EPOCH);

    for (ApiKey key : List.of(apiKey, next)) {
      assertGone(Redaction.of(rotated), key.reveal().substring("whsec_".length()));
      assertGone(
          Redaction.of(rotated), HexFormat.of().formatHex(key.signingKey().digest().reveal()));
    }
  }

  @Test
  void theEd25519SecretIsFound() {
    WebhookKey key = WebhookKey.of(apiKey, SignatureScheme.STANDARD_ED25519, new SecureRandom());
    Redaction ofPair = Redaction.of(WebhookSecrets.of(key, Map.of()));
    String secret = Objects.requireNonNull(key.pair()).reveal();
    byte[] both = Base64.getDecoder().decode(secret.substring("whsk_".length()));

    assertThat(ofPair.apply(secret, false)).isEqualTo("whsk_[redacted]");
    assertGone(ofPair, HexFormat.of().formatHex(both, 0, 32));
    assertGone(ofPair, Base64.getEncoder().encodeToString(Arrays.copyOf(both, 32)));
    assertThat(ofPair.apply(String.valueOf(key.publicKey()), false)).isEqualTo(key.publicKey());
  }

  /** Each way to write one character, alone and in mixtures, and escapes that are escaped. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u%04x",
        "\\u%04X",
        "\\U%04X",
        "\\x%02x",
        "%%%02x",
        "%%%02X",
        "%%u%04X",
        "&#%d;",
        "&#%04d;",
        "&#x%x;",
        "&#X%X;",
        "&#x%04x;",
        "%%25%02x",
        "&amp;#%d;",
        "\\\\u%04x",
        "%%5Cu%04x",
        "&#37;%02x",
        "\\u005cu%04x",
        "%%26%%2338%%3B#%d;"
      })
  void everyEscapeIsReadWhateverItEscapes(String escape) {
    byte[] digest = apiKey.signingKey().digest().reveal();
    Redaction ofDigest = Redaction.of(hex(apiKey));
    for (int every : new int[] {1, 3, 7}) {
      for (String secret :
          List.of(
              apiKey.reveal().substring("whsec_".length()),
              HexFormat.of().formatHex(digest),
              Base64.getEncoder().encodeToString(digest))) {
        assertGone(ofDigest, escaped(secret, escape, every));
      }
      assertThat(ofDigest.apply(escaped(apiKey.reveal(), escape, every) + "!", false))
          .isEqualTo(escaped("whsec_", escape, every) + "[redacted]!");
    }
    for (int every : new int[] {1, 3, 7}) {
      String written = escaped(TOKEN, escape, every);
      assertThat(redaction.apply("<" + written + ">", false)).isEqualTo("<[redacted]>");
    }
  }

  @Test
  void namedEntitiesAreReadInAnyCase() {
    assertThat(redaction.apply("s3cr3t&sol;of&plus;the&EQUALS;receiver", false))
        .isEqualTo("[redacted]");
    Redaction quotes = Redaction.of(headers(Map.of("X-Odd", "a&b<c>d\"e'f")));
    assertThat(quotes.apply("a&amp;b&lt;c&GT;d&quot;e&#039;f!", false)).isEqualTo("[redacted]!");
  }

  /** UTF-16 that is read as UTF-8 has a NUL behind each letter. */
  @Test
  void invisibleCharactersHideNothing() {
    String key = apiKey.reveal();

    for (String between : List.of("\0", "\u200b", "\u00ad", "\u202e", "%00", "\\u200b")) {
      assertThat(redaction.apply("(" + String.join(between, TOKEN.split("")) + ")", false))
          .isEqualTo("([redacted])");
      assertThat(redaction.apply("(" + String.join(between, key.split("")) + ")", false))
          .startsWith("(")
          .contains("[redacted]")
          .doesNotContain(key.substring(10, 11) + between + key.substring(11, 12));
    }
  }

  /** An answer may be cut anywhere, in the middle of an escape too. */
  @Test
  void whatIsCutOffKeepsNoPartOfAnyForm() {
    String bare = apiKey.reveal().substring("whsec_".length());
    byte[] digest = apiKey.signingKey().digest().reveal();
    Redaction ofDigest = Redaction.of(hex(apiKey));
    for (String secret :
        List.of(
            bare, HexFormat.of().formatHex(digest), Base64.getEncoder().encodeToString(digest))) {
      for (String escape : List.of("%c", "\\u%04x", "%%%02x", "&#%d;", "&#x%x;")) {
        String written = escaped(secret, escape, 1);
        int shortest = written.length() / 3;
        for (int length = shortest; length <= written.length(); length++) {
          String kept = ofDigest.apply("got " + written.substring(0, length), true);
          assertThat(kept).isEqualTo("got [redacted]");
        }
      }
    }
  }

  /** Guarantee B: who makes secrets that resemble each other gets less to see, not more time. */
  @Test
  void secretsThatResembleEachOtherCostTheTextAndNotTheTime() {
    Redaction alike =
        Redaction.of(headers(Map.of("X-A", "a".repeat(1_000) + "b", "X-B", "a".repeat(999) + "c")));

    assertThat(alike.apply("a".repeat(4_096), false)).endsWith("[redacted]").doesNotContain("b");
  }

  /** Guarantee B: nor does who answers with more places for a key than anybody would look at. */
  @Test
  void base64ThatIsTooLongToBeSearchedGoes() {
    String bare = apiKey.reveal().substring("whsec_".length());
    Redaction ofDigest = Redaction.of(hex(apiKey));

    byte[] random = new byte[3_000];
    new Random(7).nextBytes(random);
    String picture = Base64.getEncoder().encodeToString(random).substring(0, 3_900);
    String dump = HexFormat.of().formatHex(random).substring(0, 3_900);
    String hex = HexFormat.of().formatHex(apiKey.standardSigningKey().reveal());

    assertThat(ofDigest.apply(picture + bare, false))
        .startsWith(picture.substring(0, 1_000))
        .doesNotContain(bare)
        .hasSizeLessThan(1_200);
    assertThat(ofDigest.apply(dump + hex, false)).doesNotContain(hex);
    assertThat(ofDigest.apply("QUJD".repeat(950) + bare, false))
        .isEqualTo("QUJD".repeat(950) + "[redacted]");
    assertThat(ofDigest.apply("QUJD".repeat(2_000), true)).hasSize(4_096).doesNotContain("[");
  }

  @Test
  void invisibleCharactersAreShownAsEscapes() {
    assertThat(redaction.apply("a\u202eb\u2028\u200b\u061c\ufeff\ue000\u0007\u007f\ud800", false))
        .isEqualTo("a\\u202eb\\u2028\\u200b\\u061c\\ufeff\\ue000\\u0007\\u007f\\ud800");
    assertThat(redaction.apply("tab\tline\r\n\0é \ud83d\ude00", false))
        .isEqualTo("tab\tline\r\n\uFFFDé \ud83d\ude00");
    assertThat(redaction.apply("\u202e".repeat(4_096), false)).hasSize(4_092).endsWith("\\u202e");
  }

  @Test
  void ordinaryTextStays() {
    for (String text :
        List.of(
            "",
            "ok",
            "100% of &c. \\o/ 50%",
            "C:\\users\\x%ZZ&#;&unknown;\\u12",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 is a checksum",
            "whsec_ is how keys begin")) {
      assertThat(redaction.apply(text, false)).isEqualTo(text);
      assertThat(Redaction.of(hex(apiKey)).apply(text, false)).isEqualTo(text);
    }
    assertThat(redaction.apply("{\"ok\":true,\"tenant\":42}", true))
        .isEqualTo("{\"ok\":true,\"tenant\":42}");
  }

  private static void assertGone(Redaction redaction, String form) {
    assertThat(redaction.apply("got (" + form + ").", false))
        .startsWith("got (")
        .contains("[redacted]")
        .endsWith(").")
        .hasSizeLessThan(30);
  }

  /** Every so many characters of a secret, in this spelling. */
  private static String escaped(String secret, String escape, int every) {
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < secret.length(); i++) {
      int c = secret.charAt(i);
      written.append(
          i % every == 0 ? String.format(Locale.ROOT, escape, c) : String.valueOf((char) c));
    }
    return written.toString();
  }

  private static WebhookSecrets hex(ApiKey apiKey) {
    return WebhookSecrets.of(
        WebhookKey.of(apiKey, SignatureScheme.HEX, new SecureRandom()), Map.of());
  }

  private static WebhookSecrets secrets(ApiKey apiKey) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", "Bearer " + TOKEN);
    headers.put("X-Longer", TOKEN + "-and-more");
    headers.put(
        "X-Basic",
        "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8)));
    headers.put("X-Not-Base64", "Basic ???");
    headers.put("X-Tenant", "42");
    return WebhookSecrets.of(
        WebhookKey.of(apiKey, SignatureScheme.STANDARD, new SecureRandom()), headers);
  }

  private static WebhookSecrets headers(Map<String, String> headers) {
    ApiKey apiKey = ApiKey.generate(new SecureRandom());
    return WebhookSecrets.of(
        WebhookKey.of(apiKey, SignatureScheme.HEX, new SecureRandom()), headers);
  }
}
