package dev.webhooks.spring;

import org.springframework.transaction.support.TransactionSynchronization;

/**
 * What Spring Framework 6.2 brought and this library can't do without: told of no savepoint, it
 * would send what was rolled back to one.
 */
final class SavepointCallbacks {
  private SavepointCallbacks() {}

  /**
   * Asks by a call, since reflection would need a hint in a native image.
   *
   * @throws IllegalStateException when this Spring has none
   */
  static void require() {
    try {
      new TransactionSynchronization() {}.savepoint("none");
    } catch (NoSuchMethodError e) {
      throw new IllegalStateException(
          "webhooks-spring needs Spring Framework 6.2 or later: an older one does not tell of"
              + " savepoints, and events that are rolled back to one would be sent",
          e);
    }
  }
}
