package dev.webhooks.jdbc.nodes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.webhooks.jdbc.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server and a replica that can take its place. They are of an installed one (Debian's
 * package {@code postgresql}), because what comes with the other tests has no {@code
 * pg_basebackup}; where there is none the test is skipped, and says so.
 */
final class PostgresPair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path binaries;
  private final Path folder;
  private final int primaryPort;
  private final int replicaPort;

  private PostgresPair(Path binaries, Path folder, int primaryPort, int replicaPort) {
    this.binaries = binaries;
    this.folder = folder;
    this.primaryPort = primaryPort;
    this.replicaPort = replicaPort;
  }

  /**
   * @param folder for their data; must exist
   * @param synchronous whether a commit waits for the replica
   */
  static PostgresPair start(Path folder, boolean synchronous) {
    Optional<Path> binaries = binaries();
    assumeTrue(binaries.isPresent(), "no PostgreSQL with pg_basebackup is installed");
    PostgresPair pair =
        new PostgresPair(binaries.get(), folder, Programs.freePort(), Programs.freePort());
    try {
      pair.startBoth(synchronous);
      return pair;
    } catch (RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private void startBoth(boolean synchronous) {
    run("initdb", "-D", primary(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
    configure(primary(), primaryPort);
    start(primary());
    run(
        "pg_basebackup",
        "-d",
        "host=127.0.0.1 user=postgres port=" + primaryPort,
        "-D",
        replica(),
        "--write-recovery-conf",
        "--checkpoint=fast");
    configure(replica(), replicaPort);
    start(replica());
    if (synchronous) {
      // The replica has no such setting of its own: once promoted, it waits for nobody.
      execute(primaryPort, "alter system set synchronous_standby_names = '*'");
      execute(primaryPort, "select pg_reload_conf()");
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ask(primaryPort, "select max(sync_state) from pg_stat_replication")
                    .equals(synchronous ? "sync" : "async"));
  }

  /** Both hosts in one URL: the driver finds out which of them takes writes. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:"
        + primaryPort
        + ",127.0.0.1:"
        + replicaPort
        + "/postgres?user=postgres&targetServerType=primary&connectTimeout=2&socketTimeout=5";
  }

  /** Waits until the replica has all that there is. */
  void awaitReplicated() {
    String lsn = ask(primaryPort, "select pg_current_wal_lsn()");
    await()
        .atMost(PATIENCE)
        .until(
            () -> ask(replicaPort, "select pg_last_wal_replay_lsn() >= '" + lsn + "'").equals("t"));
  }

  /** From now on the replica receives nothing. */
  void cutReplica() {
    execute(replicaPort, "alter system set primary_conninfo = ''");
    execute(replicaPort, "select pg_reload_conf()");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ask(primaryPort, "select count(*) from pg_stat_replication").equals("0")
                    && ask(replicaPort, "select count(*) from pg_stat_wal_receiver").equals("0"));
  }

  /** The primary dies and says nothing to anybody, and the replica takes its place. */
  void failOver() {
    killPrimary();
    run("pg_ctl", "promote", "-w", "-D", replica());
  }

  private void killPrimary() {
    Path pidFile = Path.of(primary(), "postmaster.pid");
    try {
      NodeProcess.signal(Long.parseLong(Files.readAllLines(pidFile).get(0)), "QUIT");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(PATIENCE).until(() -> Files.notExists(pidFile));
  }

  private void start(String data) {
    run("pg_ctl", "start", "-w", "-D", data, "-l", data + ".log");
  }

  private void configure(String data, int port) {
    try {
      Files.write(
          Path.of(data, "postgresql.conf"),
          List.of(
              "listen_addresses = '127.0.0.1'",
              "unix_socket_directories = ''",
              "port = " + port,
              "shared_buffers = 32MB",
              "synchronous_commit = on",
              "wal_retrieve_retry_interval = 200ms"),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String primary() {
    return folder.resolve("primary").toString();
  }

  private String replica() {
    return folder.resolve("replica").toString();
  }

  /** PostgreSQL does not run as root: in a user namespace of its own it is somebody else. */
  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (Programs.isRoot()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    Programs.run(folder.resolve(program + ".log"), command);
  }

  private static void execute(int port, String sql) {
    try (Connection connection = DriverManager.getConnection(url(port));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The answer as text; empty for null. */
  private static String ask(int port, String question) {
    try (Connection connection = DriverManager.getConnection(url(port));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      String answer = row.getString(1);
      return answer == null ? "" : answer;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /** The newest that is installed. */
  private static Optional<Path> binaries() {
    Path all = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(all)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("pg_basebackup")))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.comparing(bin -> bin.getParent().getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (String data : List.of(primary(), replica())) {
      if (Files.exists(Path.of(data, "postmaster.pid"))) {
        run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data);
      }
    }
  }
}
