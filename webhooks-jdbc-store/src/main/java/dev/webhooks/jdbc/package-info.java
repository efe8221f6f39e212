/**
 * The store on the host's own database. {@link dev.webhooks.jdbc.JdbcStore} is the way in; the
 * resources in {@code dev/webhooks/jdbc-migrations/<database>} are the schema, for Flyway,
 * Liquibase or {@code createSchema()}.
 */
@NullMarked
package dev.webhooks.jdbc;

import org.jspecify.annotations.NullMarked;
