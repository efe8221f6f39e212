// Receives the webhooks of {{brand}}. Run: WEBHOOK_API_KEYS=whsec_… java -cp webhooks-signing.jar Receiver.java
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhooks.signing.Handshake;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.signing.StandardVerifier;
import dev.webhooks.signing.VerificationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

public class Receiver {
  // The key that registering the webhook showed. While a key is being replaced: the old one and the new one, with
  // a space between. None before the webhook is registered, for it is shown afterwards: then only the handshake is
  // answered.
  static final String[] KEYS =
      System.getenv().getOrDefault("WEBHOOK_API_KEYS", "").trim().split("\\s+");
  static final boolean HAS_KEY = !KEYS[0].isEmpty();
  // How the webhook was registered: HEX or STANDARD.
  static final boolean STANDARD = "{{signatures}}".equals("STANDARD");
  static final int MAX_BODY = 1024 * 1024;

  // Made once. Both compare all keys in constant time; the second allows the clocks 5 minutes of difference.
  static final SignatureVerifier HEX_VERIFIER = HAS_KEY ? SignatureVerifier.ofApiKeys(KEYS) : null;
  static final StandardVerifier STANDARD_VERIFIER = HAS_KEY && STANDARD ? StandardVerifier.of(KEYS) : null;

  // In earnest a table with a unique column, written in the transaction that does the work.
  static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext("/", Receiver::receive);
    server.start();
    System.out.println("listening on " + server.getAddress().getPort());
  }

  static void receive(HttpExchange exchange) throws IOException {
    try {
      if (!exchange.getRequestMethod().equals("POST")) {
        respond(exchange, 405, null);
        return;
      }
      byte[] rawBody = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
      if (rawBody.length > MAX_BODY) {
        respond(exchange, 413, null);
        return;
      }
      answer(exchange, rawBody);
    } finally {
      exchange.close();
    }
  }

  static void answer(HttpExchange exchange, byte[] rawBody) throws IOException {
    try {
      if (HAS_KEY) {
        requireValid(exchange, rawBody);
      }
    } catch (VerificationException e) {
      respond(exchange, 401, null);
      return;
    }
    Optional<String> handshake = Handshake.answer(rawBody); // by what the body says, and no header
    if (handshake.isPresent()) {
      respond(exchange, 200, handshake.get());
    } else if (!HAS_KEY) {
      exchange.getResponseHeaders().set("Retry-After", "60"); // kept, and sent again then
      respond(exchange, 503, null);
    } else {
      String delivery = header(exchange, STANDARD ? "webhook-id" : "X-{{brand}}-Delivery");
      if (delivery == null || SEEN.add(delivery)) {
        // Put rawBody into a queue here, and read it, its "event" first, and work after the answer.
        System.out.println("handle " + rawBody.length + " bytes " + delivery);
      }
      respond(exchange, 200, null);
    }
  }

  static void requireValid(HttpExchange exchange, byte[] rawBody) {
    if (STANDARD) {
      STANDARD_VERIFIER.requireValid(rawBody, name -> header(exchange, name));
    } else {
      HEX_VERIFIER.requireValid(rawBody, header(exchange, "X-{{brand}}-Signature"));
    }
  }

  static String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  static void respond(HttpExchange exchange, int status, String json) throws IOException {
    if (json == null) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length()); // ASCII
    exchange.getResponseBody().write(json.getBytes("US-ASCII"));
  }
}
