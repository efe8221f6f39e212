/** Webhooks for Java on a relational database: PostgreSQL, MariaDB, MySQL or H2. */
module dev.webhooks.jdbc {
  requires transitive dev.webhooks;
  requires transitive java.sql;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.webhooks.jdbc;
}
