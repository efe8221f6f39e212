package dev.webhooks.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.docs.Page.Snippet;
import dev.webhooks.jdbc.JdbcStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The SQL of docs/running.md fits the tables, and the tables that it lists are those there are. */
class TableQueriesTest {
  private final Page page = Page.read(Page.ROOT.resolve("docs/running.md"));

  @Test
  void everyQueryRuns() throws SQLException {
    List<String> queries =
        page.snippets().stream()
            .filter(snippet -> snippet.language().equals("sql"))
            .map(Snippet::text)
            .flatMap(text -> Stream.of(text.split(";\\s*")))
            .toList();

    assertThat(queries).isNotEmpty();
    try (Connection connection = migrated("table_queries");
        Statement statement = connection.createStatement()) {
      for (String query : queries) {
        statement.executeQuery(query).close();
      }
    }
  }

  @Test
  void everyTableIsListed() throws SQLException {
    try (Connection connection = migrated("table_list");
        Statement statement = connection.createStatement();
        var tables =
            statement.executeQuery(
                "select lower(table_name) from information_schema.tables"
                    + " where table_schema = 'PUBLIC'")) {
      while (tables.next()) {
        String row = "| `" + tables.getString(1) + "` |";
        assertThat(page.lines()).as(row).anyMatch(line -> line.text().startsWith(row));
      }
    }
  }

  private static Connection migrated(String name) throws SQLException {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    JdbcStore.builder(dataSource).build().createSchema();
    return dataSource.getConnection();
  }
}
