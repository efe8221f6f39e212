package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * On a server that the build does not start, such as MySQL, or another version of those that it
 * does. The environment variable holds a JDBC URL with user and password, {@code
 * jdbc:mysql://127.0.0.1/test?user=root&password=secret}, of a database that is the test's alone:
 * it makes the store's tables there, and empties them.
 */
@Tag("soak")
@EnabledIfEnvironmentVariable(
    named = ServerContractTest.URL,
    matches = "jdbc:.+",
    disabledReason = "no database to test is named")
class ServerContractTest extends JdbcStoreContractTest {
  static final String URL = "WEBHOOKS_TEST_DATABASE";

  @Override
  TestDatabase open() {
    return TestDatabase.at(System.getenv(URL));
  }
}
