package dev.webhooks.internal.http;

/**
 * Why no answer came. The sentences are fixed (Guarantee P): an exception's message may name an
 * internal address, and these are shown to customers.
 */
public enum HttpFailure {
  /** The whole call took too long, or its look-up or connect did. */
  TIMEOUT("No answer in time."),

  /** The handshake failed, or the certificate isn't valid for this host. */
  TLS("The TLS connection failed: the certificate must be valid for this host."),

  /** The policy refuses one of the host's addresses. */
  REFUSED_ADDRESS("The host has an address that webhooks may not be sent to."),

  /** The name has no address. */
  UNKNOWN_HOST("The host name could not be resolved."),

  /** It could not be opened, or ended before an answer. */
  CONNECTION("The connection failed, or closed before an answer came."),

  /** The answer isn't HTTP, or its headers are too large. */
  PROTOCOL("The answer was not valid HTTP."),

  /** The proxy that all requests leave through is away, or opened no way to the endpoint. */
  EGRESS_PROXY("The egress proxy could not be reached, or did not open the connection."),

  /** The URL can't be used. */
  URL("The URL is not valid."),

  /** The caller was interrupted, or {@link HttpSender#close()} came in between. */
  CANCELLED("The request was cancelled by its sender."),

  /** Look-ups that hang hold every thread that there is for look-ups. Nothing was sent. */
  OVERLOADED("The sender could not look the host name up."),
  /** This process has no descriptor, local port, thread or memory left. Nothing was sent. */
  EXHAUSTED("The sender had no resources left to open a connection."),
  /** This machine knows no way to the address. Nothing was sent. */
  NO_ROUTE("There is no route to the host.");

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

  private final String text;

  HttpFailure(String text) {
    this.text = text;
  }

  /** {@return whose doing it is} */
  public Blame blame() {
    return switch (this) {
      case CANCELLED, OVERLOADED, EXHAUSTED -> Blame.SENDER;
      case NO_ROUTE, UNKNOWN_HOST -> Blame.DOUBTFUL;
      default -> Blame.ENDPOINT;
    };
  }

  /** {@return whether the endpoint has no part in it, so that it must not count against it} */
  public boolean isOurOwn() {
    return blame() == Blame.SENDER;
  }

  /** {@return one safe English sentence: no address, no secret, nothing that the endpoint chose} */
  public String text() {
    return text;
  }
}
