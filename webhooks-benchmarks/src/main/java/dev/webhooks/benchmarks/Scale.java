package dev.webhooks.benchmarks;

import java.time.Duration;

/** How much is measured: enough to tell, or as little as runs everything once. */
enum Scale {
  FULL,
  QUICK;

  int of(int full, int quick) {
    return this == FULL ? full : quick;
  }

  Duration seconds(int full) {
    return this == FULL ? Duration.ofSeconds(full) : Duration.ofMillis(300);
  }
}
