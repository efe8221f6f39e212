package dev.webhooks.internal.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.webhooks.internal.secrets.WebhookSecrets.FormerKey;
import dev.webhooks.signing.Ed25519KeyPair;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.spi.SecretCipherException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link WebhookSecrets} as the bytes that are sealed:
 *
 * <pre>
 * format (1)
 * key:      digest (32), secret (length 1, bytes), pair (length 1, bytes); length 0 if not kept
 * former:   count (1), each: until in milliseconds (8), signs hex (1), key
 * headers:  count (1), each: name (length 1, ASCII), value (length 2, ASCII)
 * </pre>
 */
public final class SecretsFormat {
  private static final byte FORMAT = 1;
  private static final int DIGEST_BYTES = 32;

  /** Room for every key and header that is allowed, and less than a sealed secret may have. */
  private static final int MAX_BYTES = 4000;

  private SecretsFormat() {}

  static byte[] write(WebhookSecrets secrets) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    out.put(FORMAT);
    writeKey(out, secrets.key());
    out.put((byte) secrets.former().size());
    for (FormerKey former : secrets.former()) {
      out.putLong(former.until().toEpochMilli());
      out.put((byte) (former.signsHex() ? 1 : 0));
      writeKey(out, former.key());
    }
    out.put((byte) secrets.headers().size());
    secrets.headers().forEach((name, value) -> writeHeader(out, name, value));
    byte[] written = Arrays.copyOf(out.array(), out.position());
    Arrays.fill(out.array(), (byte) 0);
    return written;
  }

  /** Whether these bytes are what {@link #write} answered, whatever became of them since. */
  static boolean isOf(byte[] bytes) {
    return bytes.length == 0 || bytes[0] == FORMAT;
  }

  /**
   * The secrets that these bytes were written from.
   *
   * @throws SecretCipherException when the bytes are not what {@link #write} answered
   */
  public static WebhookSecrets read(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (bytes.length > MAX_BYTES || in.get() != FORMAT) {
        throw damaged();
      }
      WebhookSecrets secrets = new WebhookSecrets(readKey(in), readFormer(in), readHeaders(in));
      if (in.hasRemaining()) {
        throw damaged();
      }
      return secrets;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static SecretCipherException damaged() {
    return new SecretCipherException(
        "the stored secret is damaged, or was not stored by this library");
  }

  private static void writeKey(ByteBuffer out, WebhookKey key) {
    write(out, key.digest().reveal());
    writeOptional(out, key.secret() == null ? null : key.secret().reveal());
    writeOptional(out, key.pair() == null ? null : key.pair().reveal().getBytes(US_ASCII));
  }

  private static void writeOptional(ByteBuffer out, byte @Nullable [] secret) {
    out.put((byte) (secret == null ? 0 : secret.length));
    if (secret != null) {
      write(out, secret);
    }
  }

  private static void write(ByteBuffer out, byte[] secret) {
    out.put(secret);
    Arrays.fill(secret, (byte) 0);
  }

  private static void writeHeader(ByteBuffer out, String name, String value) {
    out.put((byte) name.length()).put(name.getBytes(US_ASCII));
    out.putShort((short) value.length()).put(value.getBytes(US_ASCII));
  }

  private static WebhookKey readKey(ByteBuffer in) {
    SigningKey digest = SigningKey.of(bytes(in, DIGEST_BYTES));
    byte[] secret = bytes(in, in.get() & 0xff);
    byte[] pair = bytes(in, in.get() & 0xff);
    return new WebhookKey(
        digest,
        secret.length == 0 ? null : SigningKey.of(secret),
        pair.length == 0 ? null : Ed25519KeyPair.parse(ascii(pair)));
  }

  private static List<FormerKey> readFormer(ByteBuffer in) {
    List<FormerKey> former = new ArrayList<>();
    int count = in.get() & 0xff;
    for (int i = 0; i < count; i++) {
      Instant until = Instant.ofEpochMilli(in.getLong());
      boolean signsHex = in.get() != 0;
      former.add(new FormerKey(readKey(in), until, signsHex));
    }
    return former;
  }

  private static Map<String, String> readHeaders(ByteBuffer in) {
    Map<String, String> headers = new LinkedHashMap<>();
    int count = in.get() & 0xff;
    for (int i = 0; i < count; i++) {
      String name = ascii(bytes(in, in.get() & 0xff));
      headers.put(name, ascii(bytes(in, in.getShort() & 0xffff)));
    }
    return headers;
  }

  /** Refuses the rest: the JDK would put a replacement in its place. */
  private static String ascii(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        throw damaged();
      }
    }
    return new String(bytes, US_ASCII);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
