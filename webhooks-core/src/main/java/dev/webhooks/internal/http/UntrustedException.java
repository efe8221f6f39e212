package dev.webhooks.internal.http;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Certificates that are not trusted, and why not. */
final class UntrustedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final transient HttpFailure failure;

  /**
   * @param cause what the JDK said, by whose type it chooses the alert for the endpoint
   */
  UntrustedException(HttpFailure failure, @Nullable Throwable cause) {
    super(failure.sentence(), cause);
    this.failure = failure;
  }

  HttpFailure failure() {
    return failure;
  }
}
