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
  OVERLOADED("The sender could not look the host name up.");

  private final String text;

  HttpFailure(String text) {
    this.text = text;
  }

  /** {@return whether the endpoint has no part in it, so that it must not count against it} */
  public boolean isOurOwn() {
    return this == CANCELLED || this == OVERLOADED;
  }

  /** {@return one safe English sentence: no address, no secret, nothing that the endpoint chose} */
  public String text() {
    return text;
  }
}
