package dev.webhooks.examples.settings.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * There is no login, so whatever page the developer's browser happens to show must not be able to
 * drive this server: neither by requests across origins, nor through a name of its own that it
 * points to 127.0.0.1 (DNS rebinding). Programs that are no browsers notice nothing of it.
 */
final class BrowserGuard {
  private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost");

  private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");
  private static final String FOREIGN = "pages of other origins may not call this server";

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private BrowserGuard() {}

  /** Refuses what a foreign page sent, and tells the browser what our own may do. */
  static void check(Context call) {
    call.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    call.header("X-Content-Type-Options", "nosniff");
    call.header("Referrer-Policy", "no-referrer");
    call.header("Cache-Control", "no-store");
    String host = call.header("Host");
    String origin = call.header("Origin");
    if (host != null && !OWN_NAMES.contains(name(host))) {
      throw new Refusal(421, "this server is http://127.0.0.1, and answers to no other name");
    }
    if (origin != null && !isOwn(origin, host)) {
      throw new Refusal(403, FOREIGN);
    }
    if (isForeign(call.header("Sec-Fetch-Site")) && !isPage(call)) {
      throw new Refusal(403, FOREIGN);
    }
  }

  /** As the browser says of its own accord, also where it sends no origin. */
  private static boolean isForeign(@Nullable String site) {
    return site != null && FOREIGN_SITES.contains(site);
  }

  /** A link to a page may stand anywhere. */
  private static boolean isPage(Context call) {
    return call.method().equals(HandlerType.GET) && Pages.serves(call.path());
  }

  private static String name(String host) {
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isOwn(String origin, @Nullable String host) {
    return origin.equals("http://" + host);
  }
}
