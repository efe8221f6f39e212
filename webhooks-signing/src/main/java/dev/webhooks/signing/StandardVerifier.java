package dev.webhooks.signing;

import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells a genuine <a href="https://www.standardwebhooks.com">Standard Webhook</a> from a forged, an
 * old or a repeated one.
 *
 * <pre>{@code
 * StandardVerifier verifier = StandardVerifier.of(secret); // once, at start-up: whsec_… or whpk_…
 * verifier.requireValid(body, request::getHeader); // throws: answer 401
 * }</pre>
 *
 * <p>Both schemes are understood, {@code v1} (HMAC-SHA256) for the {@code whsec_} secrets and
 * {@code v1a} (Ed25519) for the {@code whpk_} public keys; signatures of other versions are passed
 * over. While a key is being replaced, name the old one and the new one: a signature by either is
 * valid.
 *
 * <p>The sender's timestamp may be off by the tolerance to either side, both ends included: by 5
 * minutes, unless {@link #withTolerance} says otherwise. A {@link ReplayGuard} refuses what was let
 * in within that time already. The sender's own repeats of a message are valid: deduplicate by its
 * id.
 *
 * <p>Immutable but for its guard, and safe for use by many threads at once.
 */
public final class StandardVerifier {
  private static final Duration MAX_TOLERANCE = Duration.ofDays(1);

  /** As much as common servers take for all headers together. */
  private static final int MAX_SIGNATURE_HEADER_LENGTH = 8192;

  private final List<WebhookSigner> secrets;
  private final List<PublicKey> publicKeys;
  private final Duration tolerance;
  private final Clock clock;
  private final @Nullable ReplayGuard replayGuard;

  private StandardVerifier(
      List<WebhookSigner> secrets,
      List<PublicKey> publicKeys,
      Duration tolerance,
      Clock clock,
      @Nullable ReplayGuard replayGuard) {
    this.secrets = secrets;
    this.publicKeys = publicKeys;
    this.tolerance = tolerance;
    this.clock = Objects.requireNonNull(clock, "clock");
    this.replayGuard = replayGuard;
  }

  /**
   * Makes a verifier that trusts every one of these keys, as their senders show them. It has a
   * tolerance of 5 minutes, the system's clock and no replay guard.
   *
   * @param keys at least one, each a secret, {@code whsec_} and the base64 of 24 to 64 bytes, or a
   *     public key, {@code whpk_} and the base64 of 32
   * @return a verifier to keep as long as the keys are in use
   * @throws NullPointerException if a key is null, as one that was looked up where it isn't
   * @throws IllegalArgumentException if there are no keys, or one isn't such a key, or is a public
   *     key that anyone could sign for; the message doesn't repeat it
   * @throws UnsupportedOperationException if a key is public and this JDK has no Ed25519, which
   *     comes with version 15 and the module {@code jdk.crypto.ec}
   */
  public static StandardVerifier of(String... keys) {
    List<WebhookSigner> secrets = new ArrayList<>();
    List<PublicKey> publicKeys = new ArrayList<>();
    for (String key : Objects.requireNonNull(keys, "keys")) {
      if (Objects.requireNonNull(key, "a key of the verifier is null")
          .startsWith(Ed25519KeyPair.PUBLIC_PREFIX)) {
        publicKeys.add(Ed25519KeyPair.parsePublic(key));
      } else {
        secrets.add(WebhookSigner.of(SigningKey.ofStandardSecret(key)));
      }
    }
    if (secrets.isEmpty() && publicKeys.isEmpty()) {
      throw new IllegalArgumentException("a verifier needs at least one key");
    }
    return new StandardVerifier(
        secrets, publicKeys, Duration.ofMinutes(5), Clock.systemUTC(), null);
  }

  /**
   * Makes a verifier with another tolerance: how far the sender's timestamp may be from the clock,
   * to either side. A request that is exactly as old, or exactly as early, is still let in.
   *
   * @param tolerance more than zero, at most a day
   * @return another verifier; this one stays as it is
   * @throws IllegalArgumentException if the tolerance is anything else
   */
  public StandardVerifier withTolerance(Duration tolerance) {
    Objects.requireNonNull(tolerance, "tolerance");
    if (tolerance.isNegative() || tolerance.isZero() || tolerance.compareTo(MAX_TOLERANCE) > 0) {
      throw new IllegalArgumentException("the tolerance is more than zero and at most a day");
    }
    return new StandardVerifier(secrets, publicKeys, tolerance, clock, replayGuard);
  }

  /**
   * Makes a verifier with another clock to compare the sender's timestamp with.
   *
   * @param clock asked once for each request
   * @return another verifier; this one stays as it is
   */
  public StandardVerifier withClock(Clock clock) {
    return new StandardVerifier(secrets, publicKeys, tolerance, clock, replayGuard);
  }

  /**
   * Makes a verifier that asks a guard whether a genuine request was let in before.
   *
   * @param replayGuard asked about genuine requests alone, after everything else; its exceptions
   *     reach whoever asked the verifier
   * @return another verifier; this one stays as it is
   */
  public StandardVerifier withReplayGuard(ReplayGuard replayGuard) {
    return new StandardVerifier(
        secrets, publicKeys, tolerance, clock, Objects.requireNonNull(replayGuard, "replayGuard"));
  }

  /**
   * Lets a genuine request pass, and throws at any other: what comes after this call has nothing
   * but genuine requests to deal with.
   *
   * @param body the bytes that arrived, before any parsing, decoding or reformatting
   * @param header returns a header's value by its name, in lower case here, or null if the request
   *     has none; such as a servlet request's {@code getHeader}
   * @throws VerificationException with the verdict of {@link #verify(byte[], Function)}, unless
   *     that is {@link Verdict#VALID}
   */
  public void requireValid(byte[] body, Function<String, @Nullable String> header) {
    VerificationException.throwUnlessValid(verify(body, header));
  }

  /**
   * Checks a request, whose headers it looks up itself, for a caller who looks at the answer;
   * {@link #requireValid} is for all others.
   *
   * @param body the bytes that arrived, before any parsing, decoding or reformatting
   * @param header returns a header's value by its name, in lower case here, or null if the request
   *     has none; such as a servlet request's {@code getHeader}
   * @return {@link Verdict#VALID}, or the reason to refuse the request
   */
  @CheckReturnValue
  public Verdict verify(byte[] body, Function<String, @Nullable String> header) {
    Objects.requireNonNull(header, "header");
    return verify(
        body,
        header.apply(StandardSigner.ID_HEADER),
        header.apply(StandardSigner.TIMESTAMP_HEADER),
        header.apply(StandardSigner.SIGNATURE_HEADER));
  }

  /**
   * Checks a request. Whatever a stranger puts into the headers, the answer is a verdict and never
   * an exception. A header has one spelling: nothing is trimmed, and neither a {@code +} nor a zero
   * is let stand before a timestamp.
   *
   * <p>The first 16 signatures are looked at, each whole: a part of one is {@link
   * Verdict#MALFORMED}. Should a request have several signature headers, join them with a space.
   *
   * @param body the bytes that arrived, before any parsing, decoding or reformatting
   * @param id the value of {@code webhook-id}, or null if the request has none; refused beyond 256
   *     characters, and if it holds a full stop, which would make the signed text ambiguous
   * @param timestamp the value of {@code webhook-timestamp}, or null if the request has none
   * @param signature the value of {@code webhook-signature}, or null if the request has none;
   *     refused beyond 8192 characters
   * @return {@link Verdict#VALID}, or the reason to refuse the request
   */
  @CheckReturnValue
  public Verdict verify(
      byte[] body, @Nullable String id, @Nullable String timestamp, @Nullable String signature) {
    Objects.requireNonNull(body, "body");
    if (id == null
        || id.isBlank()
        || timestamp == null
        || timestamp.isBlank()
        || signature == null
        || signature.isBlank()) {
      return Verdict.MISSING;
    }
    long seconds = StandardMessage.seconds(timestamp);
    if (!StandardMessage.isId(id)
        || seconds < 0
        || signature.length() > MAX_SIGNATURE_HEADER_LENGTH) {
      return Verdict.MALFORMED;
    }
    Instant sentAt = Instant.ofEpochSecond(seconds);
    Duration age = Duration.between(sentAt, clock.instant());
    if (age.compareTo(tolerance) > 0) {
      return Verdict.TIMESTAMP_TOO_OLD;
    }
    if (age.negated().compareTo(tolerance) > 0) {
      return Verdict.TIMESTAMP_TOO_NEW;
    }
    Verdict verdict = checkSignatures(StandardMessage.beforeBody(id, timestamp), body, signature);
    // Asked last: what nobody has signed must not fill a guard, nor use up a genuine message's id.
    return verdict.isValid() && isReplay(id, sentAt, age) ? Verdict.REPLAYED : verdict;
  }

  private Verdict checkSignatures(byte[] beforeBody, byte[] body, String header) {
    List<byte[]> macs = new ArrayList<>();
    List<byte[]> signatures = new ArrayList<>();
    String[] texts = header.split(" ", StandardMessage.MAX_SIGNATURES + 1); // the last is the rest
    for (int i = 0; i < Math.min(texts.length, StandardMessage.MAX_SIGNATURES); i++) {
      addIfWellFormed(macs, StandardMessage.V1, WebhookSigner.SIGNATURE_BYTES, texts[i]);
      addIfWellFormed(signatures, StandardMessage.V1A, Ed25519.SIGNATURE_BYTES, texts[i]);
    }
    if (macs.isEmpty() && signatures.isEmpty()) {
      return Verdict.MALFORMED;
    }
    boolean genuine =
        isMadeWithASecret(beforeBody, body, macs)
            || isMadeForAPublicKey(beforeBody, body, signatures);
    return genuine ? Verdict.VALID : Verdict.MISMATCH;
  }

  private static void addIfWellFormed(List<byte[]> to, String version, int length, String text) {
    byte[] bytes = StandardMessage.signatureBytes(version, length, text);
    if (bytes != null) {
      to.add(bytes);
    }
  }

  /** Always all keys, and all bytes of each: the time taken tells nothing about any of them. */
  private boolean isMadeWithASecret(byte[] beforeBody, byte[] body, List<byte[]> macs) {
    boolean genuine = false;
    for (WebhookSigner secret : secrets) {
      byte[] expected = secret.mac(beforeBody, body);
      for (byte[] mac : macs) {
        genuine |= MessageDigest.isEqual(expected, mac);
      }
    }
    return genuine;
  }

  /** Here nothing is secret: whoever sees the time taken could have taken it themselves. */
  private boolean isMadeForAPublicKey(byte[] beforeBody, byte[] body, List<byte[]> signatures) {
    for (PublicKey key : publicKeys) {
      for (byte[] signature : signatures) {
        if (Ed25519.verify(key, signature, beforeBody, body)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isReplay(String id, Instant sentAt, Duration age) {
    // The window's end is inside it: to be remembered for a moment more, and never for no time.
    return replayGuard != null
        && !replayGuard.admit(id, sentAt, tolerance.minus(age).plusSeconds(1));
  }

  /** Returns a text without any part of a key. */
  @Override
  public String toString() {
    return "StandardVerifier[redacted]";
  }
}
