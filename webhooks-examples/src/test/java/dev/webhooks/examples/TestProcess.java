package dev.webhooks.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own: its streams, its exit code, its signals. */
public final class TestProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private TestProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
  }

  public static TestProcess start(Path folder, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // short-lived
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(List.of(arguments));
    return new TestProcess(new ProcessBuilder(command).directory(folder.toFile()).start());
  }

  /** By which the system knows it. */
  public long id() {
    return process.pid();
  }

  /** Waits for the next line of its standard output; null at its end. */
  public String line() throws IOException {
    return out.readLine();
  }

  /** SIGTERM, and the streams stay open. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Waits twenty seconds for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(20, SECONDS)) {
      throw new AssertionError("the process has not ended");
    }
    return process.exitValue();
  }

  /** The rest of its standard output. */
  public List<String> output() {
    return out.lines().toList();
  }

  /** All of its standard error. */
  public List<String> errors() {
    return process.errorReader(UTF_8).lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
