package dev.webhooks.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PgBouncer of a test's own before the PostgreSQL server of this run. It is an installed one
 * (Debian's package {@code pgbouncer}); where there is none the test is skipped, and says so.
 */
public final class PgBouncer implements AutoCloseable {
  private final Process process;
  private final int port;

  private PgBouncer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param mode {@code transaction} or {@code session}
   * @param servers how many connections to the server all clients share
   */
  public static PgBouncer start(String mode, int servers) {
    Optional<Path> executable = executable();
    assumeTrue(executable.isPresent(), "no pgbouncer is installed");
    try {
      int port = Programs.freePort();
      Path settings = settings(mode, servers, port);
      boolean root = Programs.isRoot();
      List<String> command =
          Stream.concat(
                  Stream.of(executable.get().toString(), "-q", settings.toString()),
                  root ? Stream.of("-u", "nobody") : Stream.of())
              .toList();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      PgBouncer started = new PgBouncer(process, port);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(started::answers);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A data source without a pool, as the driver is by default. */
  PGSimpleDataSource dataSource() {
    return dataSource("postgres");
  }

  /** The same, of another database of the server's. */
  public PGSimpleDataSource dataSource(String database) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=any&sslmode=disable");
    return dataSource;
  }

  private static Optional<Path> executable() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path settings(String mode, int servers, int port) throws IOException {
    Path file =
        Files.createTempFile(
            "pgbouncer",
            ".ini",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    file.toFile().deleteOnExit();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(
        file,
        String.join(
            "\n",
            "[databases]",
            "* = host=127.0.0.1 user=postgres port=" + PostgresServer.port(),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = any",
            "pool_mode = " + mode,
            "default_pool_size = " + servers,
            "max_client_conn = 500",
            "ignore_startup_parameters = extra_float_digits"));
    return file;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
