package dev.webhooks.examples.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.WebhookSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Sends requests as another team's library would, or as none should. */
final class Sender {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Sender(String url) {
    this.url = url;
  }

  static String signature(ApiKey apiKey, String body) {
    return WebhookSigner.of(apiKey.signingKey()).sign(body.getBytes(UTF_8));
  }

  HttpResponse<String> post(String body, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(body, headers), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postLater(String body, String... headers) {
    return client.sendAsync(request(body, headers), BodyHandlers.ofString());
  }

  HttpResponse<String> get() throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private HttpRequest request(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }
}
