package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The migrations that a library knows for one database. They ship as resources, for hosts whose own
 * tool runs them too: in a folder whose name is no package's, because a module hides the resources
 * in its packages from everybody else.
 *
 * @param folder where the scripts lie
 * @param steps in the order of their versions, which begin at 1 and leave none out
 */
record Migrations(String folder, List<Migration> steps) {
  static final String ROOT = "dev/webhooks/jdbc-migrations/";

  /** What a library of this release knows. */
  static final List<String> FILES =
      List.of(
          "V1__webhooks.sql",
          "V2__schema_version.sql",
          "V3__log_queries.sql",
          "V4__settings.sql",
          "V5__engine.sql",
          "V6__health.sql",
          "V7__observation.sql",
          "V8__room_for_leases.sql");

  Migrations {
    steps = steps.stream().sorted(Comparator.comparingInt(Migration::version)).toList();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).version() != i + 1) {
        throw new IllegalArgumentException("there is no migration " + (i + 1) + " in " + folder);
      }
    }
  }

  /**
   * Those of this release.
   *
   * @param database a folder below {@link #ROOT}
   */
  static Migrations shipped(String database) {
    String folder = ROOT + database;
    return new Migrations(
        folder, FILES.stream().map(file -> Migration.of(file, read(folder + "/" + file))).toList());
  }

  /** With one more: what the next release would know. */
  Migrations and(Migration next) {
    return new Migrations(folder, Stream.concat(steps.stream(), Stream.of(next)).toList());
  }

  /** The version of a schema that has all of them. */
  int latest() {
    return steps.size();
  }

  /** All the tables of the schema, under their default names. */
  List<String> tables() {
    return steps.stream().flatMap(step -> step.tables().stream()).toList();
  }

  private static String read(String resource) {
    try (InputStream in = Migrations.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the library lacks its resource " + resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
