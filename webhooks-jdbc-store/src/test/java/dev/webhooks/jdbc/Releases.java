package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** What other releases of the library know of the schema. */
final class Releases {
  /** The version that comes after this release's. */
  static final int NEXT = Migrations.FILES.size() + 1;

  /** The script that the next release adds. */
  static final String NEXT_SCRIPT = "V" + NEXT + "__priority.sql";

  private Releases() {}

  /** One that knows these migrations and no later ones. */
  static UnaryOperator<Migrations> upTo(int version) {
    return shipped -> new Migrations(shipped.folder(), shipped.steps().subList(0, version));
  }

  /** The next one, which has one migration more and says that older libraries can go on. */
  static UnaryOperator<Migrations> next() {
    return next(UnaryOperator.identity());
  }

  /** One that differs from the next in the text of its migration. */
  static UnaryOperator<Migrations> next(UnaryOperator<String> edit) {
    return shipped -> {
      String database = shipped.folder().substring(Migrations.ROOT.length());
      return shipped.and(Migration.of(NEXT_SCRIPT, edit.apply(nextScript(database))));
    };
  }

  /** The text of {@link #NEXT_SCRIPT}. */
  static String nextScript(String database) {
    return read("next-release/" + database + "/priority.sql")
        .replace("NEXT", Integer.toString(NEXT));
  }

  /** One whose migration keeps libraries out that don't know it. */
  static UnaryOperator<Migrations> nextForItselfAlone() {
    return next(script -> script.replace("'priority', 1,", "'priority', " + NEXT + ","));
  }

  static JdbcStore store(TestDatabase database, UnaryOperator<Migrations> migrations) {
    return JdbcStore.builder(database.dataSource()).migrations(migrations).build();
  }

  /** A resource beside these tests. */
  static String read(String resource) {
    try (InputStream in = Releases.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
