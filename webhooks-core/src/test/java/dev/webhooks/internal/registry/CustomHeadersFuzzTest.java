package dev.webhooks.internal.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.internal.http.HttpPost;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import okhttp3.Headers;

/**
 * Guarantee P: headers that are let through stay headers on the wire, one each, and none of ours.
 * The input is one a line, the name before the first colon.
 */
class CustomHeadersFuzzTest {
  private final WireHeaders contract = new WireHeaders("Acme");

  @FuzzTest
  void whatIsLetThroughIsOneHeaderEach(byte[] input) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : new String(input, UTF_8).split("\0", -1)) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    try {
      CustomHeaders.check(headers, contract);
    } catch (InvalidInputException e) {
      if (!e.field().equals("headers")) {
        throw new AssertionError("another field is named: " + e.field());
      }
      return;
    }
    new HttpPost("wh_1", "https://example.com/", headers, new byte[0]);
    Headers.Builder sent = new Headers.Builder();
    headers.forEach(sent::add);
    String wire = sent.build().toString();
    if (wire.lines().count() != headers.size()) {
      throw new AssertionError("not one line each");
    }
    for (String name : headers.keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-acme-") || lower.startsWith("webhook-") || lower.equals("host")) {
        throw new AssertionError("one of ours: " + name);
      }
    }
  }
}
