package dev.webhooks.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoredWebhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values that the contracts store. */
final class Samples {
  static final String WORKSPACE = "acme";
  static final String OTHER_WORKSPACE = "globex";

  /** To the millisecond: stores need not keep more. */
  static final Instant NOON = Instant.parse("2026-05-13T12:00:00.123Z");

  /** Seeded with the time, so that a database that outlives a run of the tests sees no id twice. */
  private static final AtomicLong LAST_ID = new AtomicLong(System.currentTimeMillis() * 1_000_000);

  private Samples() {}

  /** Unique, and greater than every id before. */
  static String id(String prefix) {
    return prefix + "_" + LAST_ID.incrementAndGet();
  }

  /** A verified and active webhook that listens to everything. */
  static Webhook webhook(String workspace) {
    return Webhook.stored(
            id("wh"),
            workspace,
            WebhookSettings.stored().name("CRM").url("https://hooks.example.com/crm").build(),
            NOON)
        .status(WebhookStatus.ACTIVE, null)
        .key("k7Qz", null)
        .verifiedAt(NOON)
        .version(1)
        .build();
  }

  static StoredWebhook stored(Webhook webhook) {
    return new StoredWebhook(webhook, ("sealed for " + webhook.id()).getBytes(UTF_8));
  }

  /** An event with one delivery to each of these webhooks, all of one workspace. */
  static NewEvent event(Webhook... webhooks) {
    return event(webhooks[0].workspace(), null, webhooks);
  }

  /** An event with this body, whatever it is, for webhooks of one workspace. */
  static NewEvent event(byte[] body, Webhook... webhooks) {
    return event(webhooks[0].workspace(), null, body, webhooks);
  }

  static NewEvent event(String workspace, @Nullable String key, Webhook... webhooks) {
    return event(workspace, key, "{\"event\":\"message.sent\"}".getBytes(UTF_8), webhooks);
  }

  static NewEvent event(String workspace, @Nullable String key, byte[] body, Webhook... webhooks) {
    return NewEvent.builder(id("evt"))
        .workspace(workspace)
        .account("acct_7")
        .type("message.sent")
        .body(body)
        .idempotencyKey(key)
        .deliveries(deliveriesTo(webhooks))
        .build();
  }

  static List<NewDelivery> deliveriesTo(Webhook... webhooks) {
    return Stream.of(webhooks)
        .map(w -> new NewDelivery(id("dlv"), w.id(), false, !w.settings().ordered()))
        .toList();
  }

  static Attempt acknowledged(int number) {
    return Attempt.builder(number, NOON, Duration.ofMillis(87))
        .httpStatus(204)
        .responseBody("")
        .build();
  }

  static Attempt refused(int number) {
    return Attempt.builder(number, NOON.plusSeconds(number), Duration.ofMillis(1_234))
        .httpStatus(503)
        .error("status 503")
        .responseBody("try later")
        .build();
  }
}
