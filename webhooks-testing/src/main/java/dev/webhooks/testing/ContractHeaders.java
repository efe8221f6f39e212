package dev.webhooks.testing;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A request's headers, by name in any case, with those of the wire contract found whatever the
 * brand in their names. Immutable and thread safe.
 */
final class ContractHeaders {
  private static final String EVENT = "-event";

  private final Map<String, String> all;
  private final String prefix;

  ContractHeaders(Map<String, String> headers) {
    Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    this.all = Collections.unmodifiableMap(sorted);
    this.prefix = all.keySet().stream().flatMap(this::prefixOf).findFirst().orElse("X-Webhook");
  }

  /** A webhook may have a header X-…-Event of its own, but then none that signs it. */
  private Stream<String> prefixOf(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("x-") || !lower.endsWith(EVENT)) {
      return Stream.empty();
    }
    String found = name.substring(0, name.length() - EVENT.length());
    return all.containsKey(found + "-Signature") ? Stream.of(found) : Stream.empty();
  }

  Map<String, String> all() {
    return all;
  }

  /** The value of {@code X-<Brand>-<name>}. */
  Optional<String> find(String name) {
    return Optional.ofNullable(all.get(prefix + "-" + name));
  }
}
