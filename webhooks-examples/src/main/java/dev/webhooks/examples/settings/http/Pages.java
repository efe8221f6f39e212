package dev.webhooks.examples.settings.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages: files of the class path, all in one folder. */
final class Pages {
  private static final String FOLDER = "/dev/webhooks/examples/pages/";

  private static final Pattern FILE = Pattern.compile("[a-z0-9-]{1,50}\\.([a-z0-9]{2,5})");
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon");

  private Pages() {}

  static void route(RoutesConfig routes) {
    routes.get("/", call -> serve(call, "index.html"));
    routes.get("/{file}", call -> serve(call, call.pathParam("file")));
  }

  /** Whether a path may be one of theirs: neither the API's nor that of the metrics. */
  static boolean serves(String path) {
    return path.equals("/") || FILE.matcher(path.substring(1)).matches();
  }

  private static void serve(Context call, String file) throws IOException {
    Matcher name = FILE.matcher(file);
    String mediaType = name.matches() ? MEDIA_TYPES.get(name.group(1)) : null;
    try (InputStream in =
        mediaType == null ? null : Pages.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new Refusal(404, "there is nothing at this path");
      }
      call.header("Cache-Control", "no-cache").contentType(mediaType).result(in.readAllBytes());
    }
  }
}
