/**
 * The store on the host's own database. {@link dev.webhooks.jdbc.JdbcStore} is the way in; its
 * resources {@code dev/webhooks/jdbc/<database>/V1__webhooks.sql} are the schema, for Flyway,
 * Liquibase or {@code createSchema()}.
 */
@NullMarked
package dev.webhooks.jdbc;

import org.jspecify.annotations.NullMarked;
