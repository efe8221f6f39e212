package dev.webhooks.examples.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.StandardSigner;
import dev.webhooks.signing.WebhookSigner;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request on the wire. Immutable but for its bytes. */
record Post(Map<String, String> headers, byte[] body) {
  static final String SIGNATURE = "X-DMtoLead-Signature";
  static final String EVENT = "X-DMtoLead-Event";
  static final String DELIVERY = "X-DMtoLead-Delivery";

  /** As the library sends it to a webhook with Standard Webhooks: signed in both ways. */
  static Post signed(String type, String id, String json, Instant at, ApiKey key, ApiKey... more) {
    byte[] body = json.getBytes(UTF_8);
    StandardSigner standard = StandardSigner.of(key.standardSigningKey());
    for (ApiKey other : more) {
      standard = standard.and(other.standardSigningKey());
    }
    Map<String, String> headers = new LinkedHashMap<>(standard.sign(id, at, body));
    headers.put(SIGNATURE, WebhookSigner.of(key.signingKey()).sign(body));
    headers.put(EVENT, type);
    headers.put(DELIVERY, id);
    headers.put("X-DMtoLead-Attempt", "1");
    return new Post(headers, body);
  }

  String header(String name) {
    return headers.get(name);
  }

  Post with(String name, String value) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(name, value);
    return new Post(changed, body);
  }

  Post without(String... names) {
    Map<String, String> changed = new HashMap<>(headers);
    for (String name : names) {
      changed.remove(name);
    }
    return new Post(changed, body);
  }

  Post withBody(String json) {
    return new Post(headers, json.getBytes(UTF_8));
  }
}
