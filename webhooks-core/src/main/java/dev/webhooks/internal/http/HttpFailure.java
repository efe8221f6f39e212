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

  /**
   * It could not be opened, or ended before an answer; also the outcome of a call that was
   * cancelled by an interrupt or by {@link HttpSender#close()}.
   */
  CONNECTION("The connection failed, or closed before an answer came."),

  /** The answer isn't HTTP, or its headers are too large. */
  PROTOCOL("The answer was not valid HTTP."),

  /** The URL can't be used. */
  URL("The URL is not valid.");

  private final String text;

  HttpFailure(String text) {
    this.text = text;
  }

  /** {@return one safe English sentence: no address, no secret, nothing that the endpoint chose} */
  public String text() {
    return text;
  }
}
