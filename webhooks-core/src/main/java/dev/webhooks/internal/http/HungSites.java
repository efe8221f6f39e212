package dev.webhooks.internal.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Remembers for ten minutes whose look-ups hung. By site, not by name: with a wildcard in the DNS,
 * whoever lets one name hang has as many more as they like.
 *
 * <p>A site is about what somebody buys: {@code acme.example} with all below it. The exact border
 * is the Public Suffix List's, which is not worth its size here, because a mistake costs little
 * either way: a site remembered here is looked up like one that nobody has heard of yet, in the
 * lane for others. Its innocent neighbours, under the same site or under a suffix that is missing
 * here ({@code duckdns.org}), notice nothing unless that lane is under attack too; then their
 * deliveries are put off, and none is an attempt.
 *
 * <p>Thread safe.
 */
final class HungSites {
  static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MAX_SITES = 10_000;

  /**
   * What countries sell names under: {@code acme.co.uk}, {@code acme.com.au}. Without these, one
   * hanging name would move every name of a country. All two-letter ones, or all that are short,
   * would be too many: {@code ab.io} can be bought.
   */
  private static final Set<String> CATEGORIES =
      Set.of("ac", "co", "com", "edu", "go", "gob", "gov", "gv", "ne", "net", "or", "org");

  private final Cache<String, Boolean> hung;

  HungSites(LongSupplier nanoClock) {
    hung =
        Caffeine.newBuilder()
            .maximumSize(MAX_SITES)
            .expireAfterWrite(REMEMBERED)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  void add(String site) {
    hung.put(site, true);
  }

  boolean contains(String site) {
    return hung.getIfPresent(site) != null;
  }

  /** The site of a host in lower case: its last two labels, or three below a country's category. */
  static String of(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    int last = name.lastIndexOf('.');
    int second = name.lastIndexOf('.', last - 1);
    if (last < 0 || second < 0) {
      return name;
    }
    boolean category =
        name.length() - last == 3 && CATEGORIES.contains(name.substring(second + 1, last));
    return name.substring((category ? name.lastIndexOf('.', second - 1) : second) + 1);
  }
}
