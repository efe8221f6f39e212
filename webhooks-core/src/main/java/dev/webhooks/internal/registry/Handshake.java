package dev.webhooks.internal.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.json.HandshakeJson;
import dev.webhooks.internal.secrets.EndpointSigner;
import dev.webhooks.internal.wire.Ids;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.Verification;
import dev.webhooks.model.Verification.Refusal;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.EventCatalog;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a URL whether its owner wants these events: sends a token that only the request holds, and
 * wants it back.
 *
 * <p>Thread safe. Blocks for as long as the endpoint takes, at most the sender's timeout.
 */
public final class Handshake {
  private static final int TOKEN_BYTES = 32;

  private final Sender sender;
  private final WireHeaders headers;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random;
  private final HandshakeJson json = new HandshakeJson();

  public Handshake(Sender sender, WireHeaders headers, Ids ids, Clock clock, SecureRandom random) {
    this.sender = sender;
    this.headers = headers;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Asks.
   *
   * @return empty when nothing was found out, for reasons that are ours
   */
  Optional<Verification> with(Webhook webhook, EndpointSigner signer) {
    String token = newToken();
    Instant now = clock.instant();
    byte[] body = json.question(EventCatalog.VERIFY, token, now);
    HttpReply reply =
        sender.post(
            new HttpPost(
                webhook.id(),
                webhook.url(),
                headers.of(signer, body, EventCatalog.VERIFY, ids.delivery(), 1, false, now),
                body));
    HttpFailure failure = reply.failure();
    return failure != null && failure.isOurOwn()
        ? Optional.empty()
        : Optional.of(judge(reply, token, signer));
  }

  private Verification judge(HttpReply reply, String token, EndpointSigner signer) {
    Integer status = reply.status();
    if (status == null) {
      return refused(reply.failure(), signer);
    }
    if (status != 200) {
      return Verification.refused(Refusal.STATUS, "the endpoint answered " + status + ", not 200");
    }
    if (!isJson(reply.contentType())) {
      return Verification.refused(
          Refusal.CONTENT_TYPE, "the answer's content type is not application/json");
    }
    if (reply.failure() != null) {
      return refused(reply.failure(), signer);
    }
    if (reply.compression() != null) {
      return Verification.refused(
          Refusal.UNREADABLE_BODY, "the answer is compressed: " + reply.compression());
    }
    if (reply.truncated()) {
      return Verification.refused(
          Refusal.OVERSIZED_BODY, "the answer is longer than " + reply.body().length + " bytes");
    }
    Optional<String> echoed = json.answer(reply.body());
    if (echoed.isEmpty()) {
      return Verification.refused(
          Refusal.UNREADABLE_BODY, "the answer is not a JSON object with a verifyToken");
    }
    if (!MessageDigest.isEqual(echoed.get().getBytes(UTF_8), token.getBytes(UTF_8))) {
      return Verification.refused(
          Refusal.WRONG_TOKEN, "the answer's verifyToken is not the one that was sent");
    }
    return Verification.passed();
  }

  private static Verification refused(@Nullable HttpFailure failure, EndpointSigner signer) {
    HttpFailure cause = failure == null ? HttpFailure.CONNECTION : failure;
    Refusal refusal =
        switch (cause.kind()) {
          case TIMEOUT, LOOKUP_TIMEOUT -> Refusal.TIMEOUT;
          case TLS -> Refusal.TLS;
          case REFUSED_ADDRESS, URL -> Refusal.REFUSED_ADDRESS;
          case UNKNOWN_HOST,
              NO_ROUTE,
              CONNECTION,
              EGRESS_PROXY,
              PROTOCOL,
              CANCELLED,
              OVERLOADED,
              EXHAUSTED ->
              Refusal.CONNECTION;
        };
    HttpFailure told = cause.redacted(name -> signer.redaction().apply(name, false));
    return Verification.refused(refusal, told.text());
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }
}
