package dev.webhooks.internal.http;

import dev.webhooks.internal.http.HttpFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/**
 * From what is thrown out of a call to what is told. By type and by how far the call had come; by
 * message only where a type says too little, and then falling back to a less telling sentence.
 */
public final class Failures {

  /** How far a call had come. */
  public enum Stage {
    /** No connection yet, or one without TLS to the endpoint. */
    CONNECTING,
    /** There is a connection, or TLS has begun. None of the request has left. */
    REACHED,
    /** The request has begun to leave. */
    SENDING,
    /** The head of the answer is here. */
    ANSWERED
  }

  private Failures() {}

  /**
   * Classifies.
   *
   * @param thrown out of a call. A {@link RuntimeException} counts as the endpoint's doing.
   * @param asked whether the endpoint has asked for a client certificate
   */
  public static HttpFailure of(Throwable thrown, Stage stage, boolean asked) {
    if (thrown instanceof Error error) {
      return ofError(error, stage);
    }
    HttpFailure first = ofOne(thrown, stage, asked);
    // Whatever went wrong first: of another address it may be known who is to blame.
    for (Throwable other : Causes.tries(thrown)) {
      HttpFailure failure = ofOne(other, stage, asked);
      if (failure.kind() == Kind.REFUSED_ADDRESS || failure.kind() == Kind.EXHAUSTED) {
        return failure;
      }
      if (first.kind() == Kind.NO_ROUTE) {
        first = failure;
      }
    }
    return first;
  }

  /**
   * An endpoint can overflow a stack, with certificates for instance, but not use up the heap: what
   * it may send is bounded.
   */
  private static HttpFailure ofError(Error thrown, Stage stage) {
    return switch (stage) {
      case CONNECTING -> HttpFailure.EXHAUSTED;
      case REACHED ->
          thrown instanceof OutOfMemoryError ? HttpFailure.EXHAUSTED : TlsFailures.OTHER;
      case SENDING, ANSWERED -> HttpFailure.ABANDONED;
    };
  }

  private static HttpFailure ofOne(Throwable thrown, Stage stage, boolean asked) {
    if (Causes.first(RefusedAddressException.class, thrown) != null) {
      return HttpFailure.REFUSED_ADDRESS;
    }
    FailedException known = Causes.first(FailedException.class, thrown);
    if (known != null) {
      return known.failure();
    }
    if (thrown instanceof LookupOverloadException) {
      return HttpFailure.OVERLOADED;
    }
    if (Causes.first(ResponseTooLargeException.class, thrown) != null) {
      return HttpFailure.PROTOCOL;
    }
    // A cause, where the time of the call was over at the same moment.
    if (Causes.first(LookupTimeoutException.class, thrown) != null) {
      return HttpFailure.LOOKUP_TIMEOUT;
    }
    if (thrown instanceof InterruptedIOException) {
      return HttpFailure.TIMEOUT;
    }
    if (thrown instanceof UnknownHostException) {
      return HttpFailure.UNKNOWN_HOST;
    }
    if (thrown instanceof SSLException tls) {
      return stage == Stage.ANSWERED ? HttpFailure.BROKEN_OFF : TlsFailures.of(tls, asked);
    }
    if (asked && stage == Stage.SENDING) {
      return TlsFailures.CLIENT_CERTIFICATE; // many hang up instead of saying so
    }
    return ofConnection(thrown, stage);
  }

  private static HttpFailure ofConnection(Throwable thrown, Stage stage) {
    if (Causes.first(EOFException.class, thrown) != null) {
      return stage == Stage.ANSWERED ? HttpFailure.BROKEN_OFF : HttpFailure.CLOSED;
    }
    if (thrown instanceof ProtocolException) {
      return HttpFailure.PROTOCOL;
    }
    if (thrown instanceof RuntimeException) {
      return stage.compareTo(Stage.SENDING) < 0 ? HttpFailure.CONNECTION : HttpFailure.PROTOCOL;
    }
    // A channel throws a bare IOException when it writes to a connection that was reset.
    boolean reset = thrown instanceof SocketException || isBare(thrown);
    if (reset && stage == Stage.REACHED) {
      return TlsFailures.RESET;
    }
    return reset && stage != Stage.CONNECTING ? HttpFailure.RESET : HttpFailure.CONNECTION;
  }

  private static boolean isBare(Throwable thrown) {
    return thrown.getClass() == IOException.class && thrown.getCause() == null;
  }
}
