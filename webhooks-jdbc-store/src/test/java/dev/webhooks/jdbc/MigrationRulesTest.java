package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lets two neighbouring releases run side by side, and a migration be run again:
 * docs/schema.md has the rules for people.
 */
class MigrationRulesTest {
  /** SHA-256 of what was released, or is about to be. No line of it ever changes. */
  private static final Map<String, String> CHECKSUMS =
      Map.ofEntries(
          Map.entry(
              "h2/V1__webhooks.sql",
              "b0e13c7263f76925c31db3d00bc53801a906f46604c3599a3fe6923481854f4c"),
          Map.entry(
              "h2/V2__schema_version.sql",
              "acfe5e91c64aee08bd642e604aad643553cffdfa24ad5f3518f94d53f1267b9a"),
          Map.entry(
              "h2/V3__log_queries.sql",
              "1e12c64d7f088b2e97f2abee58977ca85d0eb618e110f355ffafb4531ed07843"),
          Map.entry(
              "h2/V4__settings.sql",
              "87b33f6c362cfcae421c5445c0388274618ba28633f92d1292b951dc8b9c85f1"),
          Map.entry(
              "h2/V5__engine.sql",
              "034f5c3e921154cdeaadc80e26647c7b195a2a7859cd621ac06c3d2a231bcab2"),
          Map.entry(
              "h2/V6__health.sql",
              "c5c65930ef99b7589427b8877d0be611c4346bca62158dc6049ad90de66b1c09"),
          Map.entry(
              "h2/V7__observation.sql",
              "304cafd176441ec7194ea736512ff2c1b647fa182ee5d902735460134f1d730c"),
          Map.entry(
              "h2/V8__room_for_leases.sql",
              "814f2816e121be1b95060679c2419215489af534045ed43be857742fab7e9e49"),
          Map.entry(
              "mariadb/V1__webhooks.sql",
              "8d1729915cae225bc67833627b3d73e10b2c249a951901d9d545e9fcb026b237"),
          Map.entry(
              "mariadb/V2__schema_version.sql",
              "85082e18be17d1f603aae46db03d0e243766d9ab2869b5cf83227c1a3a4ee927"),
          Map.entry(
              "mariadb/V3__log_queries.sql",
              "28ae3fea72518afe8938bcede56e38fa2a5e3234c54b4ff45a3d1d9d57ac53b0"),
          Map.entry(
              "mariadb/V4__settings.sql",
              "65f5199da9854a8d27278719aab8071eefd3d49cb9c8b8add7cff3c251ea0e72"),
          Map.entry(
              "mariadb/V5__engine.sql",
              "8343a330be3b100d14b664e14316fbba8ac65269e5428991ea66d6241fd91a5d"),
          Map.entry(
              "mariadb/V6__health.sql",
              "44e5df5705d6a79b5be792d02794ba26416450de23c1daf39cf9ab38d33058a7"),
          Map.entry(
              "mariadb/V7__observation.sql",
              "a9305d743e2745979450853dc1627c4f360079536f175371fe83af9e302b24df"),
          Map.entry(
              "mariadb/V8__room_for_leases.sql",
              "99a091f807142f8f3abf7edb8a8f3261085ae3a3679563b37d20c0901faee0f2"),
          Map.entry(
              "postgresql/V1__webhooks.sql",
              "be8fca9f9479503189bdb44bbafd9ce2c1517bd6b95bedfb30671883eef70718"),
          Map.entry(
              "postgresql/V2__schema_version.sql",
              "d761aa49ab61bc338d2ca12757c35c67e68b81b0c0cec3ab63b43a1e4c475e49"),
          Map.entry(
              "postgresql/V3__log_queries.sql",
              "c8e31d2df6fe2a853e0c716ff0613679621f665ca92e240c25b6b509b40a36e4"),
          Map.entry(
              "postgresql/V4__settings.sql",
              "a4b4bcda06ccfdbc91346b9b9b61928129cdfc22d4b453b18965c93ce0bf1d32"),
          Map.entry(
              "postgresql/V5__engine.sql",
              "fe210a388456ad9f5ebbf07f21b5e0dbbecd784dbb21fed2409eb3974b84d11c"),
          Map.entry(
              "postgresql/V6__health.sql",
              "a90aee9b68d02a65b53ff8c9948c7b95fa3c0f32e11fa1a5200563ff8ceb15be"),
          Map.entry(
              "postgresql/V7__observation.sql",
              "812a6d6b861bc9b3b0a4866ec670b58e05263b00e786f432c4cdaca584b4edd5"),
          Map.entry(
              "postgresql/V8__room_for_leases.sql",
              "c3f957a3fd5112d90cf0b11a4ff897aaec79ad6ed13e2a49256e4565e5103a8f"));

  private static final Pattern TABLE =
      Pattern.compile("create table if not exists (webhooks_\\w+) \\(.*", Pattern.DOTALL);
  private static final Pattern INDEX =
      Pattern.compile(
          "create (unique )?index (?:/\\*M! )?if not exists(?: \\*/)? [iu]x_webhooks_\\w+"
              + " on (webhooks_\\w+) .*",
          Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile(
          "alter table webhooks_\\w+ add column (?:/\\*M! )?if not exists(?: \\*/)? \\w+ (.*)");
  private static final Pattern DROPPED =
      Pattern.compile(
          "drop index (?:if exists ix_webhooks_\\w+"
              + "|/\\*M! if exists \\*/ ix_webhooks_\\w+ on webhooks_\\w+)");
  private static final Pattern SEQUENCE =
      Pattern.compile("create sequence if not exists webhooks_\\w+(?: no cache)?");
  private static final Pattern STORAGE =
      Pattern.compile("alter (?:table|index if exists) webhooks_\\w+ set \\(fillfactor = \\d+\\)");
  private static final Pattern RECORD =
      Pattern.compile(
          "insert into webhooks_schema_version \\(version, description, compatible_from, applied_at\\)"
              + "\\s+select (\\d+), '([\\w ]+)', (\\d+), .*",
          Pattern.DOTALL);

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aScriptThatWasReleasedNeverChanges(Engine engine) {
    for (Migration step : Migrations.shipped(engine.folder()).steps()) {
      String name = engine.folder() + "/" + step.file();
      assertThat(CHECKSUMS).as("a new script goes here").containsKey(name);
      assertThat(step.checksum()).as(name).isEqualTo(CHECKSUMS.get(name));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void eachScriptInTheFolderIsOneThatTheLibraryKnows(Engine engine) throws IOException {
    Path folder = Path.of("src/main/resources", Migrations.ROOT, engine.folder());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Migrations.FILES);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aMigrationOnlyAdds(Engine engine) {
    Migrations next = Releases.next().apply(Migrations.shipped(engine.folder()));
    for (Migration step : next.steps().subList(1, next.latest())) {
      assertOnlyAdds(step);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table webhooks_event add column if not exists priority integer not null",
        "alter table webhooks_event drop column type",
        "alter table webhooks_event add column priority integer",
        "create unique index if not exists ux_webhooks_event_type on webhooks_event (type)",
        "drop index if exists ux_webhooks_event_key",
        "create table webhooks_priority (id integer)",
        "update webhooks_event set type = 'x'"
      })
  void whatWouldStopAnOlderNodeIsNoMigration(String statement) {
    Migration step = Migration.of("V9__bad.sql", statement + ";\n" + record(9, "bad", 1));

    assertThatThrownBy(() -> assertOnlyAdds(step)).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8, 'bad', 1", "9, 'good', 1", "9, 'bad', 10"})
  void aMigrationRecordsItself(String row) {
    Migration step = Migration.of("V9__bad.sql", record(9, "bad", 1).replace("9, 'bad', 1", row));

    assertThatThrownBy(() -> assertOnlyAdds(step)).isInstanceOf(AssertionError.class);
  }

  /** A column that an older release does not know must not find its way into what it says. */
  @Test
  void statementsNameTheirColumns() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/webhooks/jdbc"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, UTF_8))
            .as(file.toString())
            .doesNotContainPattern("(?i)select\\s+(\\w+\\.)?\\*")
            .doesNotContainPattern("(?i)insert\\s+into\\s+\\w+\\s+(values|select)\\b");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"V0__x.sql", "1__x.sql", "V1_x.sql", "V2__.sql", "V2__x.sql.bak"})
  void otherNamesAreNoMigrations(String file) {
    assertThatThrownBy(() -> Migration.of(file, "")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noVersionIsLeftOut() {
    Migration first = Migration.of("V1__a.sql", "");
    Migration third = Migration.of("V3__c.sql", "");

    assertThatThrownBy(() -> new Migrations("folder", List.of(first, third)))
        .hasMessageContaining("no migration 2");
  }

  /** Its record comes last, so that it is not there before the rest is. */
  private static void assertOnlyAdds(Migration step) {
    List<String> statements = step.statements();
    Set<String> made = new HashSet<>();
    for (String statement : statements.subList(0, statements.size() - 1)) {
      Matcher table = TABLE.matcher(statement);
      Matcher index = INDEX.matcher(statement);
      Matcher column = COLUMN.matcher(statement);
      if (table.matches()) {
        made.add(table.group(1));
      } else if (index.matches()) {
        assertThat(index.group(1) == null || made.contains(index.group(2)))
            .as("no new constraint on what older releases write: " + statement)
            .isTrue();
      } else if (column.matches()) {
        assertThat(!column.group(1).contains("not null") || column.group(1).contains("default"))
            .as("an older release fills no new column: " + statement)
            .isTrue();
      } else if (Stream.of(SEQUENCE, DROPPED, STORAGE)
          .noneMatch(allowed -> allowed.matcher(statement).matches())) {
        assertThat(statement).as(step.file()).matches(RECORD);
      }
    }
    Matcher record = RECORD.matcher(statements.get(statements.size() - 1));
    assertThat(record.matches()).as(step.file() + " ends with its record").isTrue();
    assertThat(Integer.parseInt(record.group(1))).isEqualTo(step.version());
    assertThat(step.file())
        .isEqualTo("V" + step.version() + "__" + record.group(2).replace(' ', '_') + ".sql");
    assertThat(Integer.parseInt(record.group(3))).isBetween(1, step.version());
  }

  private static String record(int version, String description, int compatibleFrom) {
    return "insert into webhooks_schema_version (version, description, compatible_from, applied_at)\n"
        + "select "
        + version
        + ", '"
        + description
        + "', "
        + compatibleFrom
        + ", 0 where not exists (select 1);\n";
  }
}
