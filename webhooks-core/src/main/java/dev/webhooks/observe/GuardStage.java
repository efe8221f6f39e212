package dev.webhooks.observe;

/** Where the URL policy refused something. */
public enum GuardStage {
  /** A URL that was to be registered, or verified, as its text or its host says. */
  REGISTRATION,

  /** An address that was about to be connected to, for a handshake or a delivery. */
  CONNECT
}
