package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * Runs a main class in a JVM of its own, with properties and limits that no other test may have.
 */
public final class TestJvm {
  private TestJvm() {}

  /** What it printed. It must end well, within a minute. */
  public static List<String> run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run("", options, main, arguments);
  }

  /** The same, behind a line of a shell such as {@code ulimit -n 100;}. */
  public static List<String> run(
      String before, List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", before + " exec \"$@\"", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", Packed.CLASS_PATH, main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("jvm", ".log"); // a pipe's end would come without a bound
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      String text = new String(Files.readAllBytes(output), UTF_8);
      assertThat(ended).as("ended: %s", text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
      return text.lines().toList();
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /**
   * This JVM's class path, with folders packed: a class in a folder takes a descriptor to load, and
   * one that could not be had stays broken for ever.
   */
  private static final class Packed {
    static final String CLASS_PATH =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Files.isDirectory(Path.of(entry)) ? pack(entry) : entry)
            .collect(Collectors.joining(File.pathSeparator));

    private static String pack(String folder) {
      try {
        File jar = File.createTempFile("classes", ".jar");
        jar.deleteOnExit();
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(tool.run(System.out, System.err, "-c0f", jar.getPath(), "-C", folder, "."))
            .isZero();
        return jar.getPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
