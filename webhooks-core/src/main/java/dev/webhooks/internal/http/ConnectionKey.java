package dev.webhooks.internal.http;

/**
 * Whom a connection belongs to, and where it leads.
 *
 * @param owner such as a webhook
 */
record ConnectionKey(String owner, boolean https, String host, int port) {
  static ConnectionKey of(String owner, HttpTarget target) {
    return new ConnectionKey(owner, target.https(), target.host(), target.port());
  }
}
