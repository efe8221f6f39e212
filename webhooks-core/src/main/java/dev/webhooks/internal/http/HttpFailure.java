package dev.webhooks.internal.http;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Why no answer came, or why it broke off. The sentences are ours (Guarantee P): an exception's
 * message may name an internal address, and these are shown to customers. The one thing that a
 * stranger has a say in is the name of a missing issuer.
 *
 * @param kind what happened, as far as the engine cares
 * @param sentence one English sentence: no address, no secret, nothing that the endpoint chose but
 *     a date
 * @param missingIssuer who issued the last certificate of a chain that leads nowhere; printable
 *     ASCII, bounded, out of the endpoint's certificate; null for everything else
 */
public record HttpFailure(Kind kind, String sentence, @Nullable String missingIssuer) {

  /** What happened. */
  public enum Kind {
    /** The whole call took too long, or its look-up or connect did. */
    TIMEOUT(Blame.ENDPOINT),
    /** The handshake failed, or the certificate isn't valid for this host. */
    TLS(Blame.ENDPOINT),
    /** The policy refuses one of the host's addresses. */
    REFUSED_ADDRESS(Blame.ENDPOINT),
    /** The name has no address. */
    UNKNOWN_HOST(Blame.DOUBTFUL),
    /** Nobody said in time whether the name has an address. */
    LOOKUP_TIMEOUT(Blame.DOUBTFUL),
    /** It could not be opened, or ended before the end of an answer. */
    CONNECTION(Blame.ENDPOINT),
    /** The answer isn't HTTP, or its headers are too large. */
    PROTOCOL(Blame.ENDPOINT),
    /** The proxy that all requests leave through is away, or opened no way to the endpoint. */
    EGRESS_PROXY(Blame.DOUBTFUL),
    /** The URL can't be used. */
    URL(Blame.ENDPOINT),
    /** The caller was interrupted, or {@link HttpSender#close()} came in between. */
    CANCELLED(Blame.SENDER),
    /** Look-ups that hang hold every thread that there is for look-ups. Nothing was sent. */
    OVERLOADED(Blame.SENDER),
    /** This process has no descriptor, local port, thread or memory left. Nothing was sent. */
    EXHAUSTED(Blame.SENDER),
    /** This machine knows no way to the address. Nothing was sent. */
    NO_ROUTE(Blame.DOUBTFUL);

    private final Blame blame;

    Kind(Blame blame) {
      this.blame = blame;
    }
  }

  /** Whose doing a failure is. */
  public enum Blame {
    /** The endpoint's, or the way's to it: an attempt. */
    ENDPOINT,
    /**
     * Ours, but a tenant can cause it too: the sender's only while endpoints of several workspaces
     * fail alike and none succeeds.
     */
    DOUBTFUL,
    /** This process's: no attempt, whoever it was meant for. */
    SENDER
  }

  public static final HttpFailure TIMEOUT = of(Kind.TIMEOUT, "No answer in time.");

  public static final HttpFailure REFUSED_ADDRESS =
      of(Kind.REFUSED_ADDRESS, "The host has an address that webhooks may not be sent to.");

  public static final HttpFailure UNKNOWN_HOST =
      of(Kind.UNKNOWN_HOST, "The host name could not be resolved.");

  public static final HttpFailure LOOKUP_TIMEOUT =
      of(Kind.LOOKUP_TIMEOUT, "The host name could not be looked up in time.");

  /** What none of the sentences below fits. */
  public static final HttpFailure CONNECTION = of(Kind.CONNECTION, "The connection failed.");

  /** Nothing listens there, or a firewall says so. */
  public static final HttpFailure REFUSED = of(Kind.CONNECTION, "The connection was refused.");

  public static final HttpFailure RESET =
      of(Kind.CONNECTION, "The connection was reset before the answer was complete.");

  public static final HttpFailure CLOSED =
      of(Kind.CONNECTION, "The connection was closed before an answer came.");

  /** There is a status, and a piece of the body. */
  public static final HttpFailure BROKEN_OFF =
      of(Kind.CONNECTION, "The connection was closed in the middle of the answer.");

  /** An error of this process after the request may have left: an attempt, whoever's doing. */
  public static final HttpFailure ABANDONED =
      of(Kind.CONNECTION, "The sender failed before it had read the answer.");

  public static final HttpFailure PROTOCOL = of(Kind.PROTOCOL, "The answer was not valid HTTP.");

  public static final HttpFailure EGRESS_PROXY =
      of(
          Kind.EGRESS_PROXY,
          "The egress proxy could not be reached, or did not open the connection.");

  public static final HttpFailure URL = of(Kind.URL, "The URL is not valid.");

  public static final HttpFailure CANCELLED =
      of(Kind.CANCELLED, "The request was cancelled by its sender.");

  public static final HttpFailure OVERLOADED =
      of(Kind.OVERLOADED, "The sender could not look the host name up.");

  public static final HttpFailure EXHAUSTED =
      of(Kind.EXHAUSTED, "The sender had no resources left to open a connection.");

  public static final HttpFailure NO_ROUTE = of(Kind.NO_ROUTE, "There is no route to the host.");

  static HttpFailure of(Kind kind, String sentence) {
    return new HttpFailure(kind, sentence, null);
  }

  /** {@return whose doing it is} */
  public Blame blame() {
    return kind.blame;
  }

  /** {@return whether the endpoint has no part in it, so that it must not count against it} */
  public boolean isOurOwn() {
    return blame() == Blame.SENDER;
  }

  /** {@return what customers are told: printable ASCII, at most 300 characters} */
  public String text() {
    return missingIssuer == null ? sentence : sentence + " Missing issuer: " + missingIssuer;
  }

  /** {@return the same, with what a stranger has a say in passed through this} */
  public HttpFailure redacted(UnaryOperator<String> redaction) {
    return missingIssuer == null
        ? this
        : new HttpFailure(kind, sentence, redaction.apply(missingIssuer));
  }

  /** Without the name, as this may end up in a log line. */
  @Override
  public String toString() {
    return kind + ": " + sentence;
  }
}
