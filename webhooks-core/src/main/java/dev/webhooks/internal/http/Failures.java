package dev.webhooks.internal.http;

import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** From what OkHttp throws to what is told. By type, never by message. */
final class Failures {
  private static final int MAX_DEPTH = 8;

  private Failures() {}

  /**
   * Classifies.
   *
   * @param thrown out of a call. A {@link RuntimeException} counts as the endpoint's doing: OkHttp
   *     throws some on malformed answers.
   */
  static HttpFailure of(Exception thrown) {
    // First, whatever else went wrong: another of the name's addresses may have timed out before.
    if (has(RefusedAddressException.class, thrown, 0)) {
      return HttpFailure.REFUSED_ADDRESS;
    }
    if (has(ExhaustedException.class, thrown, 0)) {
      return HttpFailure.EXHAUSTED;
    }
    if (thrown instanceof LookupOverloadException) {
      return HttpFailure.OVERLOADED;
    }
    if (has(ResponseTooLargeException.class, thrown, 0)) {
      return HttpFailure.PROTOCOL;
    }
    if (thrown instanceof InterruptedIOException || thrown instanceof LookupTimeoutException) {
      return HttpFailure.TIMEOUT;
    }
    // UnknownServiceException: no TLS version or cipher suite in common with this JDK.
    if (thrown instanceof SSLException || thrown instanceof UnknownServiceException) {
      return HttpFailure.TLS;
    }
    if (thrown instanceof UnknownHostException) {
      return HttpFailure.UNKNOWN_HOST;
    }
    if (thrown instanceof ProtocolException || thrown instanceof RuntimeException) {
      return HttpFailure.PROTOCOL;
    }
    return HttpFailure.CONNECTION;
  }

  /** Whether one is among the exception, its causes and what OkHttp added for other addresses. */
  private static boolean has(
      Class<? extends Exception> type, @Nullable Throwable thrown, int depth) {
    if (thrown == null || depth > MAX_DEPTH) {
      return false;
    }
    if (type.isInstance(thrown) || has(type, thrown.getCause(), depth + 1)) {
      return true;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (has(type, suppressed, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
