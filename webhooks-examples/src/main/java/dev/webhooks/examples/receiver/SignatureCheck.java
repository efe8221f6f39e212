package dev.webhooks.examples.receiver;

import dev.webhooks.signing.Verdict;
import java.util.Locale;

/**
 * Whether a request's signature was checked, and how that went.
 *
 * @param isValid true only if it was checked and is genuine
 * @param words for a log line
 */
public record SignatureCheck(boolean isValid, String words) {

  static SignatureCheck of(Verdict verdict) {
    return new SignatureCheck(verdict.isValid(), verdict.name().toLowerCase(Locale.ROOT));
  }

  static SignatureCheck notMade(String reason) {
    return new SignatureCheck(false, "NOT CHECKED (" + reason + ")");
  }
}
