package dev.webhooks.policy;

/** Why an attempt failed, as far as a {@link RetryPolicy} may care. More kinds may be added. */
public enum FailureKind {
  /** The endpoint answered with a status that does not acknowledge: anything but a 2xx. */
  STATUS,
  /** No answer in time. */
  TIMEOUT,
  /** No connection, or one that ended before an answer came. */
  CONNECTION,
  /** No trusted TLS connection. */
  TLS,
  /** The host's name could not be resolved. */
  UNKNOWN_HOST,
  /** The URL, or an address behind it, is not one that may be connected to. */
  REFUSED_ADDRESS,
  /** The answer was not HTTP. */
  PROTOCOL,
  /** The egress proxy could not be reached, or opened no way to the endpoint. */
  EGRESS_PROXY,
  /** The sending node lacked something, for longer than an attempt could be put off. */
  SENDER
}
