package dev.webhooks.benchmarks;

import java.util.List;

/**
 * How transaction-outbox is run.
 *
 * @param threads that execute, each in a transaction and on a connection of its own
 * @param batch how many entries a flush takes
 */
record OutboxSetting(int threads, int batch) {
  static final List<OutboxSetting> CANDIDATES =
      List.of(
          new OutboxSetting(20, 5_000),
          new OutboxSetting(20, 500_000),
          new OutboxSetting(50, 5_000),
          new OutboxSetting(50, 500_000),
          new OutboxSetting(100, 500_000));

  String text() {
    return "transaction-outbox: " + threads + " threads, flushes of " + batch;
  }
}
