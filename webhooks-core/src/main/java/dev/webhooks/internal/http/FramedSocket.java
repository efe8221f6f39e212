package dev.webhooks.internal.http;

/** The socket that a connection's HTTP client talks to. */
interface FramedSocket {

  /** {@return what is known of the answers that came on it} */
  ReplyFraming framing();
}
