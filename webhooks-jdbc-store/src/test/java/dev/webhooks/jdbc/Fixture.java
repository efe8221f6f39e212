package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoredWebhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Values and steps that this module's own tests share. */
final class Fixture {
  static final String WORKSPACE = "acme";
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");
  private static final AtomicLong LAST_ID = new AtomicLong(System.currentTimeMillis() * 1_000_000);

  private Fixture() {}

  static String id(String prefix) {
    return prefix + "_" + LAST_ID.incrementAndGet();
  }

  static Webhook activeWebhook(JdbcStore store, String workspace) {
    Webhook webhook =
        Webhook.stored(
                id("wh"),
                workspace,
                WebhookSettings.stored().name("CRM").url("https://hooks.example.com/").build(),
                NOON)
            .status(WebhookStatus.ACTIVE, null)
            .key("k7Qz", null)
            .verifiedAt(NOON)
            .version(1)
            .build();
    store.insert(new StoredWebhook(webhook, new byte[] {1}), Integer.MAX_VALUE);
    return webhook;
  }

  static NewEvent event(String key, Webhook... webhooks) {
    return eventWith("{}".getBytes(UTF_8), key, webhooks);
  }

  static NewEvent eventWith(byte[] body, String key, Webhook... webhooks) {
    return NewEvent.builder(id("evt"))
        .workspace(webhooks[0].workspace())
        .type("message.sent")
        .body(body)
        .idempotencyKey(key)
        .deliveries(
            Stream.of(webhooks)
                .map(w -> new NewDelivery(id("dlv"), w.id(), false, !w.settings().ordered()))
                .toList())
        .build();
  }

  static ClaimRequest claimUpTo(int limit) {
    return ClaimRequest.builder(limit, Duration.ofMinutes(5)).build();
  }

  /** Claims and acknowledges all that is due. */
  static void deliverAll(JdbcStore store) {
    List<ClaimedDelivery> claims;
    do {
      claims = store.claim(claimUpTo(500));
      List<Completion> completions = new ArrayList<>();
      for (ClaimedDelivery claim : claims) {
        Attempt attempt =
            Attempt.builder(claim.attempts() + 1, NOON, Duration.ofMillis(3))
                .httpStatus(200)
                .responseBody("ok")
                .build();
        completions.add(Completion.delivered(claim, attempt));
      }
      store.complete(completions);
    } while (!claims.isEmpty());
  }
}
