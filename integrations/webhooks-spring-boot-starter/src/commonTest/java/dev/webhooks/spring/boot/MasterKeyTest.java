package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.SecretCipher;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

/** The master key that signing secrets are protected with. */
class MasterKeyTest {
  private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

  @Test
  void withoutOneTheStartFailsAndSaysHowToMakeIt() {
    TestHost.withoutMasterKey()
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context);
              assertThat(analysis.getDescription()).contains("webhooks.secrets.keys has none");
              assertThat(analysis.getAction())
                  .contains("openssl rand -base64 32")
                  .contains("webhooks.secrets.keys.2026");
            });
  }

  /** Guarantee P: not even a key that is no good is repeated. */
  @Test
  void oneThatCanNotBeUsedIsNotRepeated() {
    for (String bad : new String[] {"c2hvcnQ=", "not base64!"}) {
      TestHost.withoutMasterKey()
          .withPropertyValues("webhooks.secrets.keys.2026=" + bad)
          .run(
              context ->
                  assertThat(analysis(context).getDescription())
                      .contains("webhooks.secrets.keys")
                      .doesNotContain(bad));
    }
  }

  @Test
  void ofSeveralTheCurrentOneHasToBeNamed() {
    TestHost.complete()
        .withPropertyValues("webhooks.secrets.keys.2025=" + KEY)
        .run(
            context ->
                assertThat(analysis(context).getDescription())
                    .contains("webhooks.secrets.current-key must name one of"));
    TestHost.complete()
        .withPropertyValues(
            "webhooks.secrets.keys.2025=" + KEY, "webhooks.secrets.current-key=2026")
        .run(
            context ->
                assertThat(context.getBean(SecretCipher.class))
                    .hasToString("AesGcmCipher[keys=[2025, 2026], seals with 2026]"));
  }

  @Test
  void propertiesPrintNoSecret() {
    assertThat(new WebhooksProperties.Secrets("2026", Map.of("2026", KEY)).toString())
        .doesNotContain(KEY);
    assertThat(new WebhooksProperties.EgressProxy("proxy", 3128, "user", "sesame").toString())
        .doesNotContain("sesame");
  }

  private static FailureAnalysis analysis(AssertableApplicationContext context) {
    return new MasterKeyFailureAnalyzer().analyze(context.getStartupFailure());
  }
}
