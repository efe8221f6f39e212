package dev.webhooks.jdbc.host;

import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.WebhookQuery;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/** A host whose libraries are modules; what it says is read by the test that launched it. */
public final class ModularHost {
  private ModularHost() {}

  /** Has Flyway make the schema, and looks whether the store takes it. */
  public static void main(String[] arguments) {
    System.out.println("in " + JdbcStore.class.getModule());
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:host;DB_CLOSE_DELAY=-1");
    Flyway flyway =
        Flyway.configure()
            .dataSource(database)
            .table("webhooks_schema_history")
            .locations("classpath:dev/webhooks/jdbc-migrations/h2")
            .failOnMissingLocations(true)
            .load();
    System.out.println("ran " + flyway.migrate().migrationsExecuted);
    JdbcStore store = JdbcStore.builder(database).build();
    store.validateSchema();
    System.out.println(
        store.list(WebhookQuery.of("acme")).webhooks().isEmpty() ? "usable" : "strange");
  }
}
