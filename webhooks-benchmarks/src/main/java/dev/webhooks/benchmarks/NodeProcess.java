package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.policy.WebhookListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A node in a process of its own: starts and stops its dispatcher when it is told to, and ends with
 * whoever started it.
 */
final class NodeProcess implements AutoCloseable {
  private static final int CONNECTIONS = 10;
  private static final String START = "start";
  private static final String STOP = "stop";
  private static final String DONE = "done";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private NodeProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
    this.orders = new OutputStreamWriter(process.getOutputStream(), UTF_8);
  }

  /** Begins a process, and waits until it is ready to start its dispatcher. */
  static NodeProcess begin(Database database, String... jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(
        List.of(
            "-classpath",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            database.url()));
    try {
      NodeProcess node =
          new NodeProcess(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
      node.expectDone();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The child. */
  public static void main(String[] arguments) throws IOException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[0]);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    try (HikariDataSource pool = new HikariDataSource(config);
        Webhooks webhooks = Library.on(JdbcStore.builder(pool).build(), WebhookListener.none());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      out.println(DONE);
      for (String order = in.readLine(); order != null; order = in.readLine()) {
        if (order.equals(START)) {
          webhooks.dispatcher().start();
        } else {
          webhooks.dispatcher().stop();
        }
        out.println(DONE);
      }
    }
  }

  void start() {
    order(START);
  }

  void stop() {
    order(STOP);
  }

  private void order(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
      expectDone();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void expectDone() throws IOException {
    String line = answers.readLine();
    if (!DONE.equals(line)) {
      throw new IOException("a node says: " + line);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
