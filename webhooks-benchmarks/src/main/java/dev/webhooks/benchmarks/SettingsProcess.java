package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The settings application of {@code webhooks-examples}, as a host runs it, and its callers. */
final class SettingsProcess implements AutoCloseable {
  /** Where the build puts it, seen from this module. */
  static final Path JAR = Path.of("../webhooks-examples/target/webhooks-examples.jar");

  private static final MediaType JSON = MediaType.get("application/json");
  private static final String LISTENING = "settings: listening on ";

  private final Process process;
  private final String url;
  private final OkHttpClient client;

  private SettingsProcess(Process process, int callers) throws IOException {
    this.process = process;
    BufferedReader said = process.inputReader(UTF_8);
    String line = said.readLine();
    if (line == null || !line.startsWith(LISTENING)) {
      throw new IOException("settings says: " + line);
    }
    this.url = line.substring(LISTENING.length());
    this.client =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(callers, 1, TimeUnit.MINUTES))
            .build();
  }

  /**
   * Starts it, and waits until it listens.
   *
   * @param callers how many may call at a time
   */
  static SettingsProcess start(Database database, int callers) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            JAR.toString(),
            "settings",
            "--port",
            "0",
            "--allow-local",
            "--jdbc-url",
            database.url());
    try {
      return new SettingsProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start(),
          callers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  void register(String workspace, String endpoint) {
    String webhook =
        "{\"name\":\"CRM\",\"url\":\"" + endpoint + "\",\"accounts\":[],\"eventTypes\":[]}";
    post("/api/workspaces/" + workspace + "/webhooks", webhook, 201);
  }

  /** Publishes one event. */
  void publish(String workspace, String text) {
    String event = "{\"event\":\"message.sent\",\"data\":{\"text\":\"" + text + "\"}}";
    post("/api/workspaces/" + workspace + "/events", event, 202);
  }

  private void post(String path, String body, int expected) {
    Request request =
        new Request.Builder().url(url + path).post(RequestBody.create(body, JSON)).build();
    try (Response response = client.newCall(request).execute()) {
      String text = response.body().string();
      if (response.code() != expected) {
        throw new IllegalStateException(path + ": " + response.code() + " " + text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    process.destroy();
    process.onExit().join();
  }
}
