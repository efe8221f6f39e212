package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link Node} as its parent sees it. Thread safe. */
final class NodeProcess implements AutoCloseable {
  /** A process takes its time to start where many others run. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread listening;
  private final List<String> said = new CopyOnWriteArrayList<>();

  private NodeProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.listening = new Thread(this::listen, "node " + name);
    listening.setDaemon(true);
    listening.start();
  }

  /**
   * Launches a node that waits for commands; nobody waits for it.
   *
   * @param folder where its log goes
   */
  static NodeProcess launch(String name, String jdbcUrl, Settings settings, Path folder) {
    return launch(name, jdbcUrl, settings, folder, Limits.USUAL);
  }

  static NodeProcess launch(
      String name, String jdbcUrl, Settings settings, Path folder, Limits limits) {
    Path log = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>(limits.shell());
    command.addAll(NodeJvm.command(limits.heapMegabytes(), log));
    command.addAll(List.of(name, jdbcUrl, settings.asArgument()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(folder.resolve(name + ".err").toFile());
    try {
      return new NodeProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  /** Begins to dispatch as soon as the node is up. */
  void start() {
    send("start");
  }

  void send(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  NodeProcess awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> said.contains("ready"));
    return this;
  }

  /** What it said that begins with this word, as the numbers behind it. */
  List<long[]> said(String word) {
    return said.stream()
        .filter(line -> line.startsWith(word + " "))
        .map(NodeProcess::numbers)
        .toList();
  }

  /** Its heap in use after a collection, and its threads. */
  long[] heap() {
    return answer("heap");
  }

  /** How many deliveries it has claimed, or taken over, and not stored. */
  int inFlight() {
    return (int) answer("in-flight")[0];
  }

  private long[] answer(String question) {
    int before = said(question).size();
    send(question);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> said(question).size() > before);
    return said(question).get(before);
  }

  /** Waits until it stands still where it was told to. */
  void awaitReached(Node.Moment moment) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> said.contains("reached " + moment.ordinal()));
  }

  /** Waits until it has closed its dispatcher. */
  void awaitClosed() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> said.contains("closed 0"));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; when this returns the process is gone and all that it said was heard. */
  void kill() {
    // Not the process's own method: that closes its output, and with it what is still to be heard.
    process.toHandle().destroyForcibly();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " survived");
      }
      listening.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGSTOP. */
  void suspend() {
    signal(process.pid(), "STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal(process.pid(), "CONT");
  }

  static void signal(long pid, String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The problems that the library logged. */
  List<String> warnings() {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.matches("(WARN|ERROR) dev\\.webhooks\\..*"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      lines.lines().forEach(said::add);
    } catch (IOException | UncheckedIOException e) {
      said.add("gone: " + e);
    }
  }

  private static long[] numbers(String line) {
    String[] words = line.split(" ");
    long[] numbers = new long[words.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.parseLong(words[i + 1]);
    }
    return numbers;
  }

  /** Kills what still runs; a suspended process too. */
  @Override
  public void close() {
    kill();
  }
}
