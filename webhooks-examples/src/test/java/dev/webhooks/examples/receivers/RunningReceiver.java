package dev.webhooks.examples.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A snippet as a process of its own. */
final class RunningReceiver implements AutoCloseable {
  /** What a snippet says when it serves; PHP's own server says it for the snippet. */
  private static final Pattern READY =
      Pattern.compile(
          "listening on (\\d+)|Development Server \\(http://127.0.0.1:(\\d+)\\) started");

  private static final Pattern HANDLED = Pattern.compile("handle .* (\\S+)$");

  private final Process process;
  private final BufferedReader output;
  private final URL url;

  private RunningReceiver(Process process, BufferedReader output, URL url) {
    this.process = process;
    this.output = output;
    this.url = url;
  }

  /**
   * @param source what {@link Language#prepare} made
   * @param folder nobody else's
   */
  static RunningReceiver start(Language language, Path source, Path folder, String keys)
      throws Exception {
    return start(language, source, folder, keys, language == Language.PHP ? freePort() : 0);
  }

  /**
   * @param port 0 picks a free one, but in PHP
   */
  static RunningReceiver start(Language language, Path source, Path folder, String keys, int port)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(language.run(source, port)).redirectErrorStream(true);
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("WEBHOOK_API_KEYS", keys);
    builder.environment().put("WEBHOOK_SEEN", folder.resolve("seen").toString());
    Process process = builder.start();
    BufferedReader output = process.inputReader(UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        String actual = ready.group(1) == null ? ready.group(2) : ready.group(1);
        URL url = URI.create("http://127.0.0.1:" + actual + "/hooks").toURL();
        return new RunningReceiver(process, output, url);
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException(language + " ended with " + process.waitFor() + ": " + said);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return url.toString();
  }

  int port() {
    return url.getPort();
  }

  Reply post(Post post) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setDoOutput(true);
    connection.setConnectTimeout(20_000);
    connection.setReadTimeout(20_000);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Connection", "close");
    post.headers().forEach(connection::setRequestProperty);
    try (var out = connection.getOutputStream()) {
      out.write(post.body());
    }
    int status = connection.getResponseCode();
    try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), UTF_8);
      return new Reply(
          status, connection.getContentType(), connection.getHeaderField("Retry-After"), body);
    }
  }

  /** Ends the process, and returns the delivery ids of what it has handled. */
  List<String> handled() throws Exception {
    process.toHandle().destroy(); // unlike the process's own, this leaves its output to be read
    List<String> handled = new ArrayList<>();
    try (Stream<String> lines = output.lines()) {
      lines.forEach(
          line -> {
            Matcher matcher = HANDLED.matcher(line);
            if (matcher.find()) {
              handled.add(matcher.group(1));
            }
          });
    }
    process.waitFor();
    return handled;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  record Reply(
      int status, @Nullable String contentType, @Nullable String retryAfter, String body) {}
}
