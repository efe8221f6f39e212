package dev.webhooks.internal.http;

/**
 * The way out: sends POSTs, each at most once, and says what became of it. What an endpoint does
 * never surfaces as an exception.
 *
 * <p>Thread safe.
 */
public interface Sender extends AutoCloseable {

  /** Sends one POST and waits for the answer. */
  HttpReply post(HttpPost post);

  /** Gives back what can be spared when something is short. */
  void closeIdleConnections();

  /** Sends nothing any more. */
  @Override
  void close();
}
