package dev.webhooks.examples.settings;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import dev.webhooks.examples.cli.Printable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of an embedded H2 database, which holds the customers' data and signing secrets and so
 * is its owner's alone, whatever the umask says. Immutable.
 */
final class H2File {
  /** A path as H2 takes it: absolute, from the home directory, or from here explicitly. */
  private static final Pattern URL =
      Pattern.compile("jdbc:h2:(?:file:)?((?:/|~/|\\.{1,2}/)[^;:]+)(?:;.*)?", Pattern.DOTALL);

  private static final Set<PosixFilePermission> OWNER_ONLY = Set.of(OWNER_READ, OWNER_WRITE);
  private static final String SUFFIX = ".mv.db";

  private final Path file;
  private final boolean mayBeCreated;

  private H2File(Path file, boolean mayBeCreated) {
    this.file = file;
    this.mayBeCreated = mayBeCreated;
  }

  /** The file that a JDBC URL names; empty when the database is in memory, or elsewhere. */
  static Optional<H2File> of(String jdbcUrl) {
    Matcher url = URL.matcher(jdbcUrl);
    if (!url.matches()) {
      return Optional.empty();
    }
    String path = url.group(1);
    String absolute =
        path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    String settings = jdbcUrl.toUpperCase(Locale.ROOT);
    boolean mayBeCreated =
        !settings.contains(";IFEXISTS=TRUE") && !settings.contains(";ACCESS_MODE_DATA=R");
    return Optional.of(new H2File(Path.of(absolute + SUFFIX), mayBeCreated));
  }

  /**
   * Takes the file, and those that H2 keeps beside it, from everybody but their owner. One that is
   * not there is created empty, which H2 takes for a new database, so that at no time others can
   * read it. Does nothing where the file system has no such permissions.
   *
   * @throws IOException when the file can't be created, or is somebody else's
   */
  void protect() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    if (mayBeCreated && Files.notExists(file)) {
      Files.createDirectories(folder);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    if (Files.notExists(folder)) {
      return;
    }
    String name = String.valueOf(file.getFileName()).replace(SUFFIX, "");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, H2File::isOfH2)) {
      for (Path each : files) {
        if (String.valueOf(each.getFileName()).startsWith(name + ".")
            && !Files.getPosixFilePermissions(each).equals(OWNER_ONLY)) {
          Files.setPosixFilePermissions(each, OWNER_ONLY);
        }
      }
    }
  }

  /** The database, its traces, its lock, its temporary files. */
  private static boolean isOfH2(Path path) {
    return String.valueOf(path.getFileName()).endsWith(".db");
  }

  /** Says which file is taken, and by which process where the system tells. */
  String held() {
    String holder =
        FileHolder.of(file).map(process -> "process " + process).orElse("another process");
    return holder
        + " holds "
        + Printable.line(file.toString())
        + "; stop it, or start both with ;AUTO_SERVER=TRUE at the end of --jdbc-url";
  }
}
