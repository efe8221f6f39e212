package dev.webhooks.examples.settings.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * Receivers in the languages of customers, to be copied, with the names that this host's headers
 * have. The webhook's way of signing is left for the page to fill in.
 */
final class ReceiverCall {
  private static final String FOLDER = "/dev/webhooks/examples/receivers/";
  private static final String BRAND = "{{brand}}";

  private static final Set<String> FILES =
      Set.of(
          "Receiver.java",
          "receiver.js",
          "receiver.py",
          "receiver.go",
          "receiver.php",
          "receiver.rb",
          "sign.sh");

  private final String brand;

  ReceiverCall(String brand) {
    this.brand = brand;
  }

  void route(RoutesConfig routes) {
    routes.get("/api/receivers/{file}", this::show);
  }

  private void show(Context call) throws IOException {
    String file = call.pathParam("file");
    try (InputStream in =
        FILES.contains(file) ? ReceiverCall.class.getResourceAsStream(FOLDER + file) : null) {
      if (in == null) {
        throw new Refusal(404, "there is no such receiver");
      }
      String text = new String(in.readAllBytes(), UTF_8).replace(BRAND, brand);
      call.contentType("text/plain; charset=utf-8").result(text);
    }
  }
}
