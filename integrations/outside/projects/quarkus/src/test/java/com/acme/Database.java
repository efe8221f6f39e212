package com.acme;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;

/** A PostgreSQL of the test's own, and what a customer's endpoint on this machine needs. */
public final class Database implements QuarkusTestResourceLifecycleManager {
  private EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      postgres = EmbeddedPostgres.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String url = postgres.getJdbcUrl("postgres", "postgres");
    return Map.of(
        "quarkus.datasource.jdbc.url", url,
        "quarkus.datasource.webhooks.jdbc.url", url,
        "webhooks.master-key", Base64.getEncoder().encodeToString(new byte[32]));
  }

  @Override
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
