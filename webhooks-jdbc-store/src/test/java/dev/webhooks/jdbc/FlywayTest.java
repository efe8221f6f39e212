package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host that keeps its own schema with Flyway, and ours with a second instance of it. */
class FlywayTest {
  private static final String HOST = "classpath:dev/webhooks/jdbc/host";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aHostWithMigrationsOfItsOwnRunsOursBesideThem(Engine engine) {
    try (TestDatabase database = MigrationTest.empty(engine, "flyway")) {
      database.execute("drop table if exists orders");
      assertThat(host(database.dataSource()).migrate().migrationsExecuted).isEqualTo(2);

      assertThat(ours(engine, database.dataSource()).migrate().migrationsExecuted)
          .isEqualTo(Releases.NEXT - 1);

      JdbcStore store = database.newStore();
      store.validateSchema();
      Webhook webhook = Fixture.activeWebhook(store, WORKSPACE);
      assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(webhook);
      assertThat(ours(engine, database.dataSource()).migrate().migrationsExecuted).isZero();
      assertThat(host(database.dataSource()).migrate().migrationsExecuted).isZero();
      host(database.dataSource()).validate();
      ours(engine, database.dataSource()).validate();
    }
  }

  /** What is older than the host's use of Flyway for it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatTheStoreMadeIsTakenOver(Engine engine) {
    try (TestDatabase database = MigrationTest.empty(engine, "flywaylater")) {
      Releases.store(database, Releases.upTo(1)).createSchema();
      String webhook = new FirstRelease(engine, database.dataSource()).register(WORKSPACE);

      ours(engine, database.dataSource()).migrate();

      JdbcStore store = database.newStore();
      store.validateSchema();
      assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks())
          .extracting(Webhook::id)
          .containsExactly(webhook);
    }
  }

  /** And what Flyway made, the store goes on with. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatFlywayMadeIsMigratedByTheStore(Engine engine) {
    try (TestDatabase database = MigrationTest.empty(engine, "flywaybefore")) {
      ours(engine, database.dataSource()).migrate();
      JdbcStore next = Releases.store(database, Releases.next());
      assertThatThrownBy(next::validateSchema).hasMessageContaining("too old");

      next.createSchema();

      assertThatCode(next::validateSchema).doesNotThrowAnyException();
      assertThat(
              database.number(
                  "select count(*) from webhooks_schema_version where checksum is null"))
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aLaterMigrationIsKnownWithoutTheStore(Engine engine) throws IOException {
    Files.writeString(folder.resolve(Releases.NEXT_SCRIPT), Releases.nextScript(engine.folder()));
    try (TestDatabase database = MigrationTest.empty(engine, "flywaynext")) {
      FluentConfiguration next = ours(database.dataSource());
      Flyway flyway =
          next.locations("classpath:" + Migrations.ROOT + engine.folder(), "filesystem:" + folder)
              .load();
      assertThat(flyway.migrate().migrationsExecuted).isEqualTo(Releases.NEXT);

      assertThatCode(Releases.store(database, Releases.next())::validateSchema)
          .doesNotThrowAnyException();
      assertThatCode(database.newStore()::validateSchema).doesNotThrowAnyException();
    }
  }

  /** Why there must be two: the versions of one path are one sequence. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"H2"})
  void onOnePathTheVersionsCollide(Engine engine) {
    try (TestDatabase database = MigrationTest.empty(engine, "flywayone")) {
      Flyway one =
          Flyway.configure()
              .dataSource(database.dataSource())
              .locations(HOST, "classpath:" + Migrations.ROOT + engine.folder())
              .load();
      assertThatThrownBy(one::migrate).isInstanceOf(FlywayException.class);
    }
  }

  private static Flyway host(DataSource dataSource) {
    return Flyway.configure().dataSource(dataSource).locations(HOST).load();
  }

  private static Flyway ours(Engine engine, DataSource dataSource) {
    return ours(dataSource).locations("classpath:" + Migrations.ROOT + engine.folder()).load();
  }

  private static FluentConfiguration ours(DataSource dataSource) {
    return Flyway.configure()
        .dataSource(dataSource)
        .table("webhooks_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0");
  }
}
