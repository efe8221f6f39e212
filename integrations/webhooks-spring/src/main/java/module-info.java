/** Webhooks for Java in a Spring application. */
module dev.webhooks.spring {
  requires transitive dev.webhooks;
  requires transitive dev.webhooks.jdbc;
  requires org.slf4j;
  requires spring.beans;
  requires spring.context;
  requires spring.core;
  requires spring.jdbc;
  requires spring.tx;
  requires static org.jspecify;

  exports dev.webhooks.spring;
}
