/**
 * Testing with Webhooks for Java: the engine on a clock that a test sets, the in-memory store, and
 * the contract that every store passes.
 */
module dev.webhooks.testing {
  requires transitive dev.webhooks;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires jdk.httpserver;
  requires static org.jspecify;

  exports dev.webhooks.testing;
  exports dev.webhooks.testing.contract;
  exports dev.webhooks.testing.memory;
}
