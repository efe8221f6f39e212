package dev.webhooks.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three MariaDB servers on the loopback that are one Galera cluster. They are installed ones
 * (Debian's packages {@code mariadb-server}, {@code galera-4} and {@code rsync}); where something
 * is missing the test is skipped, and says so.
 */
public final class GaleraCluster implements AutoCloseable {
  private static final int SIZE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path PROVIDER = Path.of("/usr/lib/galera/libgalera_smm.so");
  private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
  private static final Path INSTALLER = Path.of("/usr/bin/mariadb-install-db");
  private static final Path RSYNC = Path.of("/usr/bin/rsync");

  private final Path folder;
  private final List<Member> members = new ArrayList<>();

  /**
   * @param port for clients
   * @param group for the other members
   * @param increments for what a member missed
   * @param snapshots for all that there is
   */
  private record Ports(int port, int group, int increments, int snapshots) {
    static Ports free() {
      return new Ports(
          Programs.freePort(), Programs.freePort(), Programs.freePort(), Programs.freePort());
    }
  }

  private record Member(Ports ports, Process process) {}

  private GaleraCluster(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder for its data, of which nothing else is; must exist
   */
  public static GaleraCluster start(Path folder) {
    for (Path needed : List.of(PROVIDER, SERVER, INSTALLER, RSYNC)) {
      assumeTrue(Files.exists(needed), "no Galera cluster: " + needed + " is not installed");
    }
    GaleraCluster cluster = new GaleraCluster(folder);
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
      for (int i = 0; i < SIZE; i++) {
        cluster.join(i);
      }
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * @param indices of the members that a client goes to, the next where the first is gone
   */
  public String url(int... indices) {
    return "jdbc:mariadb:sequential://"
        + IntStream.of(indices)
            .mapToObj(i -> "127.0.0.1:" + members.get(i).ports().port())
            .collect(Collectors.joining(","))
        + "/webhooks?user=root&sslMode=disable&createDatabaseIfNotExist=true"
        + "&connectTimeout=2000&socketTimeout=10000";
  }

  /** SIGKILL. */
  public void kill(int index) {
    Process process = members.get(index).process();
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many members see each other, as this one sees it. */
  public int sizeSeenBy(int index) {
    return Integer.parseInt(status(index, "wsrep_cluster_size"));
  }

  private void join(int index) {
    Path data = folder.resolve("member-" + index);
    if (index == 0) {
      run(
          INSTALLER.toString(),
          "--no-defaults",
          "--datadir=" + data,
          "--auth-root-authentication-method=normal",
          "--skip-test-db");
    } else {
      create(data);
    }
    if (Programs.isRoot()) {
      // A snapshot is received by a daemon that would give root's rights away.
      run("chown", "-R", "mysql", folder.toString());
    }
    members.add(launch(data, Ports.free()));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                members.get(index).process().isAlive()
                    && status(index, "wsrep_local_state_comment").equals("Synced"));
  }

  private Member launch(Path data, Ports ports) {
    List<String> command =
        new ArrayList<>(
            List.of(
                SERVER.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--port=" + ports.port(),
                "--bind-address=127.0.0.1",
                "--socket=" + data + ".sock",
                "--pid-file=" + data + ".pid",
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=32M",
                "--wsrep-on=ON",
                "--wsrep-provider=" + PROVIDER,
                "--wsrep-node-address=127.0.0.1:" + ports.group(),
                "--wsrep-provider-options=base_port="
                    + ports.group()
                    + ";gmcast.listen_addr=tcp://127.0.0.1:"
                    + ports.group()
                    + ";ist.recv_addr=127.0.0.1:"
                    + ports.increments()
                    + ";gcache.size=32M",
                "--wsrep-sst-method=rsync",
                "--wsrep-sst-receive-address=127.0.0.1:" + ports.snapshots()));
    if (Programs.isRoot()) {
      command.add("--user=mysql");
    }
    if (members.isEmpty()) {
      command.addAll(List.of("--wsrep-cluster-address=gcomm://", "--wsrep-new-cluster"));
    } else {
      command.add("--wsrep-cluster-address=gcomm://127.0.0.1:" + members.get(0).ports().group());
    }
    try {
      return new Member(
          ports,
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Path.of(data + ".log").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty while it does not answer. */
  private String status(int index, String name) {
    String url =
        "jdbc:mariadb://127.0.0.1:"
            + members.get(index).ports().port()
            + "/?user=root&sslMode=disable&connectTimeout=2000&socketTimeout=5000";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show status like '" + name + "'")) {
      return row.next() ? row.getString(2) : "";
    } catch (SQLException notYet) {
      return "";
    }
  }

  private static void create(Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String... command) {
    Programs.run(folder.resolve("commands.log"), List.of(command));
  }

  @Override
  public void close() {
    for (int i = 0; i < members.size(); i++) {
      kill(i);
    }
  }
}
