package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program that calls the API of one server. */
public final class Api {
  private static final JsonMapper JSON = new JsonMapper();

  /** What the server answered. */
  public record Reply(int status, HttpResponse<String> http) {
    public String text() {
      return http.body();
    }

    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    public JsonNode json() {
      return parse(text());
    }

    /** The names of the answer's fields, in their order. */
    public List<String> fields() {
      return fieldsOf(json());
    }

    public String field() {
      return json().path("field").asText();
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;

  public Api(String url) {
    this.url = url;
  }

  public Reply get(String path) throws Exception {
    return call("GET", path, "");
  }

  public Reply post(String path, String body) throws Exception {
    return call("POST", path, body);
  }

  public Reply call(String method, String path, String body) throws Exception {
    return call(method, path, body.getBytes(UTF_8));
  }

  public Reply call(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(UTF_8));
    return new Reply(response.statusCode(), response);
  }

  /** Registers a webhook for everything and answers with the whole reply. */
  public JsonNode register(String workspace, String endpoint) throws Exception {
    Reply reply =
        post(
            "/api/workspaces/" + workspace + "/webhooks",
            "{\"name\":\"CRM\",\"url\":\"" + endpoint + "\",\"accounts\":[],\"eventTypes\":[]}");
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
    return reply.json();
  }

  /** Publishes as many events, in one array. */
  public JsonNode publish(String workspace, int count) throws Exception {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event("{\"number\":" + i + "}"));
    }
    Reply reply = post("/api/workspaces/" + workspace + "/events", events.toString());
    if (reply.status() != 202) {
      throw new AssertionError(reply.text());
    }
    return reply.json().get("events");
  }

  public static String event(String data) {
    return "{\"event\":\"message.sent\",\"account\":\"acct_1\",\"data\":" + data + "}";
  }

  public static List<String> fieldsOf(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
