package dev.webhooks.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** H2 in this process, on a file of its own. */
final class H2File implements Database {
  private final Path folder;

  private H2File(Path folder) {
    this.folder = folder;
  }

  static H2File create() {
    try {
      return new H2File(Files.createTempDirectory("webhooks-benchmarks"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "H2 file";
  }

  /** It stays open between two statements of ours, as it does in an application. */
  @Override
  public String url() {
    return "jdbc:h2:file:" + folder.resolve("h2") + ";DB_CLOSE_DELAY=-1";
  }

  @Override
  public void reset() {
    run("drop all objects");
  }

  @Override
  public void settle() {
    run("analyze", "checkpoint sync");
  }

  @Override
  public Optional<ProcessHandle> process() {
    return Optional.empty();
  }

  @Override
  public void close() {
    run("shutdown");
    try {
      Files.deleteIfExists(folder.resolve("h2.mv.db"));
      Files.deleteIfExists(folder.resolve("h2.trace.db"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
