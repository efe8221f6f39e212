package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.webhooks.internal.secrets.SecretsFormat;
import dev.webhooks.internal.secrets.WebhookKey;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookException;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.spi.StoredWebhook;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Guarantee P: no secret reaches a log line, an exception, a toString or the store. */
class SecrecyTest {

  @Test
  void nothingOfAKeyAppearsAnywhereButInItsOneAnswer() throws Exception {
    List<String> written = new ArrayList<>();
    ApiKey key;
    try (LogCapture log = new LogCapture();
        TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.retryPolicy(RetryPolicy.never()))) {
      rig.webhooks.dispatcher().start();
      RegisteredWebhook registered = rig.register(endpoint);
      key = registered.apiKey();
      String id = registered.webhook().id();
      rig.awaitState(rig.publish(registered.webhook()), DeliveryState.DELIVERED);
      endpoint.onEvent(request -> TestEndpoint.hangUp());
      String failed = rig.publish(registered.webhook());
      rig.awaitState(failed, DeliveryState.FAILED);
      written.add(registered.toString());
      written.add(rig.webhooks.registry().find(WORKSPACE, id).toString());
      written.add(rig.detail(failed).toString());
      written.add(rig.outcomes.toString());
      written.add(rig.store.toString());
      written.add(rig.store.findWebhook(WORKSPACE, id).toString());
      written.add(rig.webhooks.registry().rotateKey(WORKSPACE, id).webhook().toString());
      written.addAll(failures(rig, id, key));
      log.events()
          .forEach(
              event -> {
                written.add(event.getFormattedMessage());
                written.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
              });
    }

    assertThat(written).hasSizeGreaterThan(10);
    for (String secret : formsOf(key)) {
      assertThat(written).noneSatisfy(text -> assertThat(text).contains(secret));
    }
  }

  @Test
  void theStoreHoldsTheDigestAndNotTheKey() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig()) {
      RegisteredWebhook registered = rig.register(endpoint);
      StoredWebhook stored =
          rig.store.findWebhook(WORKSPACE, registered.webhook().id()).orElseThrow();

      WebhookKey kept = SecretsFormat.read(stored.sealedSecrets()).key();
      assertThat(kept.digest()).isEqualTo(registered.apiKey().signingKey().digest());
      assertThat(kept.secret()).isNull();
      for (RecordComponent part : StoredWebhook.class.getRecordComponents()) {
        assertThat(String.valueOf(part.getAccessor().invoke(stored)))
            .doesNotContain(registered.apiKey().reveal());
      }
    }
  }

  private static List<String> failures(Rig rig, String id, ApiKey key) {
    return Stream.<Runnable>of(
            () -> rig.webhooks.registry().delete("other", id),
            () -> SigningKey.ofApiKey(" "),
            () -> ApiKey.parse(key.reveal() + "x"),
            () -> UrlPolicy.publicHttps().check("https://" + key.reveal() + "@example.com/"))
        .map(SecrecyTest::stackTraceOf)
        .toList();
  }

  private static String stackTraceOf(Runnable call) {
    try {
      call.run();
    } catch (WebhookException | IllegalArgumentException e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
    throw new AssertionError("should have failed");
  }

  /**
   * The key itself, a good part of it, and its digest in the forms that a careless dump would take.
   */
  private static List<String> formsOf(ApiKey key) {
    String text = key.reveal();
    byte[] digest = key.signingKey().digest().reveal();
    return List.of(
        text,
        text.substring("whsec_".length(), 20),
        text.substring(30, 45),
        HexFormat.of().formatHex(digest),
        Base64.getEncoder().encodeToString(digest),
        Arrays.toString(digest));
  }
}
