package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * How to start the JVM of a {@link Node}. Half of what it takes one to start is to load and verify
 * the same classes as its neighbours: the first of a run writes them down for the others.
 */
final class NodeJvm {
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private NodeJvm() {}

  /** The command, up to the node's arguments. */
  static List<String> command(int heapMegabytes, Path log) {
    return command(heapMegabytes, log, "-XX:SharedArchiveFile=" + Classes.ARCHIVE);
  }

  private static List<String> command(int heapMegabytes, Path log, String option) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMegabytes + "m");
    command.addAll(OPTIONS);
    command.addAll(
        List.of(
            option,
            "-cp",
            Classes.PATH,
            "-Dnode.log=" + log,
            "-Dlogback.configurationFile=dev/webhooks/jdbc/nodes/logback-node.xml",
            Node.class.getName()));
    return command;
  }

  private static final class Classes {
    /** This JVM's class path, with folders packed: an archive knows none. */
    static final String PATH =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> Files.exists(Path.of(entry)))
            .map(entry -> Files.isDirectory(Path.of(entry)) ? packed(entry) : entry)
            .collect(Collectors.joining(File.pathSeparator));

    /** Where a JVM can't make it, the others go on without. */
    static final Path ARCHIVE = archive();

    private static String packed(String folder) {
      Path jar = temporary("classes", ".jar");
      ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
      if (tool.run(System.out, System.err, "-c0f", jar.toString(), "-C", folder, ".") != 0) {
        throw new IllegalStateException(folder + " could not be packed");
      }
      return jar.toString();
    }

    /** By a node on a database of its own, which begins to dispatch, finds no table, and ends. */
    private static Path archive() {
      Path archive = temporary("node", ".jsa");
      try {
        Files.delete(archive); // where there is none it writes one
        List<String> command =
            command(64, temporary("node", ".log"), "-XX:ArchiveClassesAtExit=" + archive);
        command.addAll(List.of("archive", "jdbc:h2:mem:archive", Settings.PATIENT.asArgument()));
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream commands = process.getOutputStream()) {
          commands.write("start\n".getBytes(UTF_8));
        }
        if (!process.waitFor(60, SECONDS)) {
          process.destroyForcibly().waitFor();
        }
        return archive;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static Path temporary(String name, String ending) {
      try {
        Path file = Files.createTempFile(name, ending);
        file.toFile().deleteOnExit();
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
