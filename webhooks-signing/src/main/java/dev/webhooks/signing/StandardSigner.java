package dev.webhooks.signing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * Signs as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> say: {@code v1} with a
 * shared secret, {@code v1a} with an Ed25519 key. The message's id, the time of the attempt and the
 * body are signed together.
 *
 * <pre>{@code
 * StandardSigner signer = StandardSigner.of(apiKey.standardSigningKey());
 * signer.sign(deliveryId, clock.instant(), body).forEach(request::setHeader);
 * }</pre>
 *
 * <p>While a key is being replaced, sign with {@code of(newKey).and(oldKey)}: a receiver that knows
 * either accepts.
 *
 * <p>Immutable, and safe for use by many threads at once.
 */
public final class StandardSigner {
  /** The name of the header with the message's id, the same for every attempt. */
  public static final String ID_HEADER = "webhook-id";

  /** The name of the header with the time of the attempt, in whole seconds since 1970. */
  public static final String TIMESTAMP_HEADER = "webhook-timestamp";

  /** The name of the header with the signatures, one for each key, with a space between them. */
  public static final String SIGNATURE_HEADER = "webhook-signature";

  private final List<WebhookSigner> secrets;
  private final List<Ed25519KeyPair> keyPairs;

  private StandardSigner(List<WebhookSigner> secrets, List<Ed25519KeyPair> keyPairs) {
    if (secrets.size() + keyPairs.size() > StandardMessage.MAX_SIGNATURES) {
      throw new IllegalArgumentException("a receiver looks at 16 signatures, and at no more");
    }
    this.secrets = secrets;
    this.keyPairs = keyPairs;
  }

  /**
   * Makes a signer with a shared secret, for {@code v1}: HMAC-SHA256.
   *
   * @param key {@link ApiKey#standardSigningKey()} or {@link SigningKey#ofStandardSecret}
   * @return a signer to keep as long as the key is in use
   * @throws IllegalArgumentException if the key is shorter than 24 bytes or longer than 64
   */
  public static StandardSigner of(SigningKey key) {
    return new StandardSigner(List.of(), List.of()).and(Objects.requireNonNull(key, "key"));
  }

  /**
   * Makes a signer with a secret key, for {@code v1a}: Ed25519.
   *
   * @param key the pair whose public key the receivers have
   * @return a signer to keep as long as the key is in use
   */
  public static StandardSigner of(Ed25519KeyPair key) {
    return new StandardSigner(List.of(), List.of()).and(key);
  }

  /**
   * Makes a signer that signs with one more shared secret.
   *
   * @param key {@link ApiKey#standardSigningKey()} or {@link SigningKey#ofStandardSecret}
   * @return another signer; this one stays as it is
   * @throws IllegalArgumentException if the key is shorter than 24 bytes or longer than 64, or
   *     would be the 17th: a {@link StandardVerifier} looks at 16 signatures
   */
  public StandardSigner and(SigningKey key) {
    return new StandardSigner(with(secrets, key.standardSigner()), keyPairs);
  }

  /**
   * Makes a signer that signs with one more secret key.
   *
   * @param key the pair whose public key the receivers have
   * @return another signer; this one stays as it is
   * @throws IllegalArgumentException if the key would be the 17th: a {@link StandardVerifier} looks
   *     at 16 signatures
   */
  public StandardSigner and(Ed25519KeyPair key) {
    return new StandardSigner(secrets, with(keyPairs, key));
  }

  private static <T> List<T> with(List<T> some, T another) {
    List<T> all = new ArrayList<>(some);
    all.add(Objects.requireNonNull(another, "key"));
    return all;
  }

  /**
   * Signs one attempt to deliver a message.
   *
   * @param id the message's id, the same for every attempt: 1 to 256 visible ASCII characters
   *     without a full stop
   * @param sentAt when this attempt is made, not when the event happened; cut to whole seconds
   * @param body the exact bytes that go over the wire, possibly none
   * @return the names and values of the three headers to send, unmodifiable and in no order
   * @throws IllegalArgumentException if the id isn't such an id, or the time is before 1970 or
   *     after the year 33000
   */
  public Map<String, String> sign(String id, Instant sentAt, byte[] body) {
    if (!StandardMessage.isId(Objects.requireNonNull(id, "id"))) {
      throw new IllegalArgumentException(
          "the id must be 1 to 256 visible ASCII characters without a full stop");
    }
    // Not by a Formatter: it would write the digits of the default locale, and sign those.
    String timestamp = Long.toString(sentAt.getEpochSecond());
    if (StandardMessage.seconds(timestamp) < 0) {
      throw new IllegalArgumentException("the time must be between 1970 and the year 33000");
    }
    byte[] beforeBody = StandardMessage.beforeBody(id, timestamp);
    return Map.of(
        ID_HEADER, id,
        TIMESTAMP_HEADER, timestamp,
        SIGNATURE_HEADER, signatures(beforeBody, body));
  }

  private String signatures(byte[] beforeBody, byte[] body) {
    Objects.requireNonNull(body, "body");
    StringJoiner signatures = new StringJoiner(" ");
    for (WebhookSigner secret : secrets) {
      signatures.add(StandardMessage.signature(StandardMessage.V1, secret.mac(beforeBody, body)));
    }
    for (Ed25519KeyPair pair : keyPairs) {
      signatures.add(StandardMessage.signature(StandardMessage.V1A, pair.sign(beforeBody, body)));
    }
    return signatures.toString();
  }

  /** Returns a text without any part of a key. */
  @Override
  public String toString() {
    return "StandardSigner[redacted]";
  }
}
