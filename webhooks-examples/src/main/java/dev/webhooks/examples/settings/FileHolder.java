package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.examples.cli.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which process has locked a file, as Linux tells everybody. Other systems don't. */
final class FileHolder {
  private static final Path LOCKS = Path.of("/proc/locks");

  /** {@code 1: POSIX ADVISORY WRITE 4711 08:01:131090 0 EOF}. */
  private static final Pattern LOCK =
      Pattern.compile("\\d+: \\w+ +\\w+ +\\w+ +(\\d+) \\w+:\\w+:(\\d+) .*");

  private FileHolder() {}

  /** The process as in {@code 4711 (java)}; empty when nobody says. */
  static Optional<String> of(Path file) {
    try {
      if (!Files.isReadable(LOCKS)) {
        return Optional.empty();
      }
      String inode = String.valueOf(Files.getAttribute(file, "unix:ino"));
      return Files.readString(LOCKS, UTF_8)
          .lines()
          .map(LOCK::matcher)
          .filter(lock -> lock.matches() && lock.group(2).equals(inode))
          .map(lock -> described(lock))
          .findFirst();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // it is a courtesy: who is asked for it reports the failure itself
    }
  }

  private static String described(Matcher lock) {
    long id = Long.parseLong(lock.group(1));
    return ProcessHandle.of(id)
        .flatMap(process -> process.info().command())
        .map(command -> id + " (" + Printable.word(command.replaceAll(".*/", "")) + ")")
        .orElse(Long.toString(id));
  }
}
