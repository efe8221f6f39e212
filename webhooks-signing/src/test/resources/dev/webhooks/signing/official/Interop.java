// Verifies what it is given with an official library, and prints that library's own signature of it.
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

public class Interop {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> env = System.getenv();
    String body = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    Map<String, List<String>> values =
        Map.of(
            "webhook-id", List.of(env.get("ID")),
            "webhook-timestamp", List.of(env.get("TIMESTAMP")),
            "webhook-signature", List.of(env.get("SIGNATURE")));
    HttpHeaders headers = HttpHeaders.of(values, (name, value) -> true);
    long seconds = Long.parseLong(env.get("TIMESTAMP"));
    if (arguments[0].equals("svix")) {
      com.svix.Webhook webhook = new com.svix.Webhook(env.get("KEY"));
      webhook.verify(body, headers);
      System.out.print(webhook.sign(env.get("ID"), seconds, body));
    } else {
      com.standardwebhooks.Webhook webhook = new com.standardwebhooks.Webhook(env.get("KEY"));
      webhook.verify(body, headers.map());
      System.out.print(webhook.sign(env.get("ID"), seconds, body));
    }
  }
}
