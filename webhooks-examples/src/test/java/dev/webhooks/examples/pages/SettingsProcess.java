package dev.webhooks.examples.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.webhooks.examples.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The settings application as a process of its own, on an empty database in memory. */
final class SettingsProcess implements AutoCloseable {
  private static final String READY = "settings: listening on ";

  private static final String IN_MEMORY = "jdbc:h2:mem:pages;DB_CLOSE_DELAY=-1";
  private static final String THREE_TIMES = "50ms,50ms";

  /** What own headers and public keys want: 32 bytes that protect them. */
  private static final String MASTER_KEY = "A".repeat(43) + "=";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String url;

  private SettingsProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Starts it; deliveries are tried three times within a moment. */
  static SettingsProcess start() throws IOException {
    return start(IN_MEMORY, THREE_TIMES);
  }

  /** The same on a database that others see too. */
  static SettingsProcess start(String jdbcUrl) throws IOException {
    return start(jdbcUrl, THREE_TIMES);
  }

  /** One that waits an hour before it tries again. */
  static SettingsProcess startWithPatience() throws IOException {
    return start(IN_MEMORY, "1h");
  }

  private static SettingsProcess start(String jdbcUrl, String retry) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // short-lived
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(List.of("settings", "--port", "0", "--allow-local", "--retry", retry));
    command.addAll(List.of("--master-key", MASTER_KEY));
    command.addAll(List.of("--jdbc-url", jdbcUrl));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return new SettingsProcess(process, line.substring(READY.length()));
      }
    }
    throw new IllegalStateException("settings ended before it was ready");
  }

  /** Where it listens, as in {@code http://127.0.0.1:8080}. */
  String url() {
    return url;
  }

  /** Calls the API of a workspace and gives back the answer's body. */
  String post(String workspace, String path, String json) throws Exception {
    return call("POST", workspace, path, json);
  }

  /** The same with another method. */
  String put(String workspace, String path, String json) throws Exception {
    return call("PUT", workspace, path, json);
  }

  String get(String workspace, String path) throws Exception {
    return call("GET", workspace, path, "");
  }

  private String call(String method, String workspace, String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/workspaces/" + workspace + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Registers a webhook without anybody's clicks. */
  void register(String workspace, String name, String url) throws Exception {
    post(workspace, "/webhooks", "{\"name\":\"" + name + "\",\"url\":\"" + url + "\"}");
  }

  /** Publishes some events of one type at once. */
  void publish(String workspace, String type, int count) throws Exception {
    String event = "{\"event\":\"" + type + "\",\"account\":\"acc_1\",\"data\":{\"n\":1}}";
    post(workspace, "/events", "[" + (event + ",").repeat(count - 1) + event + "]");
  }

  /** Returns once it has ended: others may have its database then. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
