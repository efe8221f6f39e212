package dev.webhooks.jdbc;

/** The databases that the store knows. */
public enum Database {
  /** PostgreSQL 13 or later. */
  POSTGRESQL,
  /** MariaDB 10.6 or later. */
  MARIADB,
  /** MySQL 8.0 or later. */
  MYSQL,
  /** H2 2.2 or later, embedded or as a server. */
  H2
}
