package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.HttpFailure;
import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.internal.secrets.EndpointSigner;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.Attempt;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one claimed delivery to its endpoint and says how the claim ends. At most one POST, and
 * none for what can't be sent.
 *
 * <p>Thread safe. Blocks for as long as the endpoint takes, at most the sender's timeout.
 */
public final class DeliveryWorker {
  private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);

  /** What takes the place of an answer that could not be made fit for the log. */
  static final String UNREADABLE = "[the answer could not be read, see the log of the sender]";

  private final Sender sender;
  private final WireHeaders headers;
  private final AfterAttempt after;
  private final Clock clock;
  private final Unsent unsent;
  private final Observers observers;
  private final LineLimit unreadable = new LineLimit(System::nanoTime);

  public DeliveryWorker(
      Sender sender,
      WireHeaders headers,
      Policies policies,
      Waits waits,
      Clock clock,
      Unsent unsent) {
    this.sender = sender;
    this.headers = headers;
    this.after = new AfterAttempt(policies.retry(), waits);
    this.observers = policies.observers();
    this.clock = clock;
    this.unsent = unsent;
  }

  /**
   * Sends it, if it can be sent.
   *
   * @param endpoint null when the webhook is gone
   * @param sinceClaim how long ago it was claimed, for observers; null where its lag would say
   *     nothing about the sender, or nobody observes
   * @throws RuntimeException (or an Error) of whatever kind when nothing was sent, or when it is
   *     not known what became of it; after an answer only where no memory is left to say how the
   *     claim ends
   */
  public Completion deliver(
      ClaimedDelivery claim, @Nullable Endpoint endpoint, @Nullable Duration sinceClaim) {
    if (endpoint == null) {
      return Completion.cancelled(claim);
    }
    if (!endpoint.isActive()) {
      // It changed after the claim was made. Given back, the delivery is held by the store.
      return Completion.released(claim, Duration.ZERO);
    }
    Endpoint.Access access = endpoint.access();
    EndpointSigner signer = access.signer();
    if (signer == null) {
      String problem = String.valueOf(access.problem());
      return access.lasting()
          ? Completion.unsendable(claim, problem)
          : Completion.postponed(claim, Duration.ZERO, problem);
    }
    byte[] body = claim.body();
    if (body == null) {
      return Completion.unsendable(claim, "the event's body is missing from the store");
    }
    try (AttemptWatch watch = AttemptWatch.begin(observers, claim, endpoint.url(), sinceClaim)) {
      return send(claim, endpoint.url(), signer, body, watch);
    }
  }

  private Completion send(
      ClaimedDelivery claim, String url, EndpointSigner signer, byte[] body, AttemptWatch watch) {
    int number = claim.attempts() + 1;
    Instant at = clock.instant();
    HttpReply reply =
        sender.post(
            new HttpPost(
                claim.webhookId(),
                url,
                watch.headers(
                    headers.of(
                        signer,
                        body,
                        claim.delivery().eventType(),
                        claim.id(),
                        number,
                        claim.delivery().test(),
                        at)),
                body));
    HttpFailure failure = reply.failure();
    if (reply.status() == null && failure != null) {
      Optional<Completion> release = unsent.release(claim, failure);
      if (release.isPresent()) {
        return release.get();
      }
    } else {
      unsent.answered();
    }
    Attempt attempt = attempt(number, at, reply, signer);
    return watch.ended(attempt, reply, after.conclude(claim, attempt, url, reply));
  }

  /** The POST was made: whatever fails from here on must not cost the log its attempt. */
  private Attempt attempt(int number, Instant at, HttpReply reply, EndpointSigner signer) {
    Integer status = reply.status();
    Attempt.Builder attempt = Attempt.builder(number, at, reply.duration()).httpStatus(status);
    try {
      String response = status == null ? null : text(reply, signer);
      return attempt
          .error(error(reply, signer))
          .responseBody(response)
          .truncated(status != null && reply.truncated())
          .build();
    } catch (RuntimeException | Error e) {
      if (unreadable.admits()) {
        SafeLog.line(
            () ->
                log.warn(
                    "An endpoint's answer could not be read: {}{}",
                    LogReason.of(e),
                    unreadable.leftOut()));
      }
      SafeLog.line(() -> log.debug("An endpoint's answer could not be read", e));
      return attempt
          .error(status == null ? "no answer" : error(status))
          .responseBody(status == null ? null : UNREADABLE)
          .build();
    }
  }

  private static @Nullable String error(HttpReply reply, EndpointSigner signer) {
    Integer status = reply.status();
    if (status == null) {
      HttpFailure failure = reply.failure();
      return failure == null
          ? "no answer"
          : failure.redacted(name -> signer.redaction().apply(name, false)).text();
    }
    return error(status);
  }

  private static @Nullable String error(int status) {
    return status >= 200 && status <= 299 ? null : "the endpoint answered " + status;
  }

  /**
   * Text that every database can hold and anybody may read: what its charset can't read is
   * replaced, and so are secrets that an endpoint answers with, NUL and what is invisible.
   */
  private static String text(HttpReply reply, EndpointSigner signer) {
    return signer.redaction().apply(reply.text(), reply.truncated());
  }
}
