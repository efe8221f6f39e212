package dev.webhooks.internal.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A failure that is understood best where it happens. Carries no message of another's. */
public final class FailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient HttpFailure failure;

  public FailedException(HttpFailure failure, @Nullable Throwable cause) {
    super(failure.sentence(), cause);
    this.failure = failure;
  }

  HttpFailure failure() {
    return failure;
  }
}
