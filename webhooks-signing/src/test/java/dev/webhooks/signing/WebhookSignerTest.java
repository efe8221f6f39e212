package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignerTest {
  private static final WebhookSigner SIGNER =
      WebhookSigner.of(SigningKey.ofApiKey("It's a Secret to Everybody"));
  private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
  private static final String SIGNATURE =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  @Test
  void itSignsAsGitHubDocuments() {
    assertThat(SIGNER.sign(BODY)).isEqualTo(SIGNATURE);
  }

  /** Test cases 1 to 4, 6 and 7; the fifth is about truncated signatures, which we don't make. */
  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 1, Hi There, "
        + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, 1, what do ya want for nothing?, "
        + "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "aa, 20, 0xdd, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "0102030405060708090a0b0c0d0e0f10111213141516171819, 1, 0xcd, "
        + "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    "aa, 131, Test Using Larger Than Block-Size Key - Hash Key First, "
        + "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "aa, 131, This is a test using a larger than block-size key and a larger than block-size data. "
        + "The key needs to be hashed before being used by the HMAC algorithm., "
        + "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
  })
  void itSignsAsRfc4231Says(String keyHex, int keyRepeats, String data, String signature) {
    byte[] key = fromHex(keyHex.repeat(keyRepeats));
    byte[] body =
        data.startsWith("0x") ? fromHex(data.substring(2).repeat(50)) : data.getBytes(US_ASCII);

    assertThat(WebhookSigner.of(SigningKey.of(key)).sign(body)).isEqualTo(signature);
  }

  private static byte[] fromHex(String hex) {
    return Hex.decode(hex, hex.length() / 2);
  }

  @Test
  void anEmptyBodyHasASignature() {
    assertThat(SIGNER.sign(new byte[0])).matches("[0-9a-f]{64}");
  }

  @Test
  void theHexHasADigitForEveryByte() {
    byte[] all = new byte[256];
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
      hex.append(String.format(Locale.ROOT, "%02x", i));
    }

    assertThat(Hex.encode(all)).isEqualTo(hex.toString());
    assertThat(Hex.decode(hex.toString(), all.length)).isEqualTo(all);
  }

  /** Some of these write numbers in other digits; Turkish has its own idea of the case of an i. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai", "tr"})
  void theDefaultLocaleChangesNothing(String locale) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      assertThat(SIGNER.sign(BODY)).isEqualTo(SIGNATURE);
      assertThat(SignatureVerifier.ofApiKeys("It's a Secret to Everybody").verify(BODY, SIGNATURE))
          .isEqualTo(Verdict.VALID);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void manyThreadsShareOneSigner() throws Exception {
    List<byte[]> bodies =
        IntStream.range(0, 500).mapToObj(i -> ("body " + i).repeat(i).getBytes(UTF_8)).toList();
    List<String> expected = bodies.stream().map(SIGNER::sign).toList();
    Callable<List<String>> signAll = () -> bodies.stream().map(SIGNER::sign).toList();

    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<List<String>> result : threads.invokeAll(Collections.nCopies(32, signAll))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anAbsentKeyOrBodyIsMisuse() {
    assertThatNullPointerException().isThrownBy(() -> WebhookSigner.of(null));
    assertThatNullPointerException().isThrownBy(() -> SIGNER.sign(null));
  }
}
