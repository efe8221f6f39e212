/**
 * Webhooks for Java: registering, publishing, dispatching, the delivery log, and the interfaces
 * that stores implement.
 */
@SuppressWarnings("module") // knows of no module that is built after it
module dev.webhooks {
  requires transitive dev.webhooks.signing;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.github.benmanes.caffeine;
  requires org.slf4j;
  requires java.management;
  requires static org.jspecify;

  exports dev.webhooks;
  exports dev.webhooks.model;
  exports dev.webhooks.observe;
  exports dev.webhooks.policy;
  exports dev.webhooks.spi;

  // The engine on a clock of a test's, without threads and without a network.
  exports dev.webhooks.internal.dispatch to
      dev.webhooks.testing;
  exports dev.webhooks.internal.http to
      dev.webhooks.testing;
}
