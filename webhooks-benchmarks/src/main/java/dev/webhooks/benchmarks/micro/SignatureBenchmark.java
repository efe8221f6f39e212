package dev.webhooks.benchmarks.micro;

import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.signing.Verdict;
import dev.webhooks.signing.WebhookSigner;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Signing and verifying a body of 500 bytes, beside the HMAC that both need. */
@State(Scope.Thread)
public class SignatureBenchmark {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key = new byte[32];
  private final byte[] body = new byte[500];
  private final WebhookSigner signer = WebhookSigner.of(SigningKey.of(key));
  private final SignatureVerifier verifier = SignatureVerifier.of(SigningKey.of(key));
  private final Mac mac;
  private final String signature;

  /** Signs once. */
  public SignatureBenchmark() {
    Arrays.fill(body, (byte) 'x');
    signature = signer.sign(body);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The floor. */
  @Benchmark
  public byte[] bareMac() {
    return mac.doFinal(body);
  }

  /** As for each POST. */
  @Benchmark
  public String sign() {
    return signer.sign(body);
  }

  /** As a receiver does. */
  @Benchmark
  public Verdict verify() {
    return verifier.verify(body, signature);
  }
}
