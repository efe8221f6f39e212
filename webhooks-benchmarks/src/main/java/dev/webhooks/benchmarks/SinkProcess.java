package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link Sink} in a process of its own, so that it shares neither heap nor collector with what is
 * measured. It ends when its standard input does: with whoever started it, however that ended.
 */
final class SinkProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final int port;

  private SinkProcess(Process process) throws IOException {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
    this.questions = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    this.port = Integer.parseInt(answer());
  }

  static SinkProcess start() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-classpath",
            System.getProperty("java.class.path"),
            SinkProcess.class.getName());
    try {
      return new SinkProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The child: says its port, then, for every line it is sent, how many requests it answered. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    try (Sink sink = Sink.open(Arrivals.UNHEARD);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      out.println(sink.port());
      while (in.readLine() != null) {
        out.println(sink.requests());
      }
    }
  }

  /** The URL of one of any number of endpoints. */
  String endpoint(int number) {
    return "http://127.0.0.1:" + port + "/hooks/" + number;
  }

  /** The URL of one of any number of endpoints that never answer, but for the handshake. */
  String hangingEndpoint(int number) {
    return "http://127.0.0.1:" + port + "/hangs/" + number;
  }

  /** How many requests were answered since the start. */
  long requests() {
    try {
      questions.write("\n");
      questions.flush();
      return Long.parseLong(answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the sink has ended");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
