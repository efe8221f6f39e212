package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.SignatureScheme;
import dev.webhooks.signing.ApiKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
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
  void ordinaryTextStays() {
    assertThat(redaction.apply("{\"ok\":true,\"tenant\":42}", true))
        .isEqualTo("{\"ok\":true,\"tenant\":42}");
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
