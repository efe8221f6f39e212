package dev.webhooks.examples.receivers;

/** The schemes that every snippet verifies, by their names in the API. */
enum Signatures {
  HEX,
  STANDARD
}
