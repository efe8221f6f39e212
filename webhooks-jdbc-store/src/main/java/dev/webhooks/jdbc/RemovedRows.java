package dev.webhooks.jdbc;

/**
 * What a {@linkplain JdbcStore#purge purge} or an {@linkplain JdbcStore#erase erasure} removed.
 *
 * @param webhooks how many webhooks; a purge removes none
 * @param deliveries how many deliveries, each with its attempts
 * @param attempts how many attempts
 * @param events how many events that no delivery refers to any more
 */
public record RemovedRows(long webhooks, long deliveries, long attempts, long events) {
  static final RemovedRows NOTHING = new RemovedRows(0, 0, 0, 0);

  RemovedRows plus(RemovedRows other) {
    return new RemovedRows(
        webhooks + other.webhooks,
        deliveries + other.deliveries,
        attempts + other.attempts,
        events + other.events);
  }
}
