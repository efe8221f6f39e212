package dev.webhooks.examples.settings;

import dev.webhooks.Webhooks;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Durations;
import dev.webhooks.examples.cli.Flags;
import dev.webhooks.examples.host.DMtoLead;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param port 0 for a free one
 * @param jdbcUser null for none
 * @param jdbcPassword null for none
 * @param masterKey protects signing secrets at rest; null leaves them unprotected
 * @param dispatch whether this process sends, besides serving the API
 * @param pause how long an endpoint that fails is left alone at first
 * @param disableAfter how long nothing but failures lasts until a webhook is disabled
 */
record SettingsOptions(
    int port,
    String jdbcUrl,
    @Nullable String jdbcUser,
    @Nullable String jdbcPassword,
    @Nullable SecretCipher masterKey,
    boolean allowLocal,
    String brand,
    RetryPolicy retry,
    Duration timeout,
    int maxInFlight,
    boolean dispatch,
    Duration pause,
    Duration disableAfter) {
  private static final String PORT = "--port";
  private static final String JDBC_URL = "--jdbc-url";
  private static final String JDBC_USER = "--jdbc-user";
  private static final String JDBC_PASSWORD = "--jdbc-password";
  private static final String ALLOW_LOCAL = "--allow-local";
  private static final String BRAND = "--brand";
  private static final String RETRY = "--retry";
  private static final String TIMEOUT = "--timeout";
  private static final String MAX_IN_FLIGHT = "--max-in-flight";
  private static final String NO_DISPATCH = "--no-dispatch";
  private static final String PAUSE = "--pause";
  private static final String DISABLE_AFTER = "--disable-after";

  private static final Set<String> FLAGS =
      Set.of(
          PORT,
          JDBC_URL,
          JDBC_USER,
          JDBC_PASSWORD,
          MasterKey.FLAG,
          MasterKey.FILE_FLAG,
          BRAND,
          RETRY,
          TIMEOUT,
          MAX_IN_FLIGHT,
          PAUSE,
          DISABLE_AFTER);
  private static final Set<String> SWITCHES = Set.of(ALLOW_LOCAL, NO_DISPATCH);

  private static final String H2 = "jdbc:h2:";
  private static final Pattern INIT = Pattern.compile(";\\s*INIT\\s*=", Pattern.CASE_INSENSITIVE);
  private static final List<String> DATABASES = List.of(H2, "jdbc:postgresql:", "jdbc:mariadb:");
  private static final Duration LONGEST_RETRY = Duration.ofDays(365);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /**
   * Reads the flags, and from the environment the master key if no flag has it.
   *
   * @throws CommandException naming the first that is wrong
   */
  static SettingsOptions parse(List<String> arguments, Map<String, String> environment)
      throws CommandException {
    Flags flags = Flags.parse(arguments, FLAGS, SWITCHES);
    return new SettingsOptions(
        flags.number(PORT, 8080, 0, 65_535),
        jdbcUrl(flags),
        flags.text(JDBC_USER),
        flags.text(JDBC_PASSWORD),
        MasterKey.of(flags, environment),
        flags.has(ALLOW_LOCAL),
        flags.has(BRAND) ? String.valueOf(flags.text(BRAND)) : DMtoLead.BRAND,
        retry(flags),
        flags.positiveDuration(TIMEOUT, Duration.ofSeconds(10), Duration.ofMinutes(5)),
        flags.number(MAX_IN_FLIGHT, 256, 1, 10_000),
        !flags.has(NO_DISPATCH),
        flags.positiveDuration(PAUSE, Duration.ofSeconds(30), Duration.ofDays(1)),
        flags.positiveDuration(DISABLE_AFTER, Duration.ofDays(5), Duration.ofDays(365)));
  }

  boolean isH2() {
    return jdbcUrl.startsWith(H2);
  }

  /** How secrets are kept: under the master key, or as they are. */
  SecretCipher cipher() {
    return masterKey == null ? SecretCipher.unprotected() : masterKey;
  }

  /** The settings of the library that the command line has a say in. */
  Webhooks.Builder applyTo(Webhooks.Builder webhooks) {
    return webhooks
        .brand(brand)
        .urlPolicy(allowLocal ? UrlPolicy.allowingLocal() : UrlPolicy.publicHttps())
        .retryPolicy(retry)
        .timeout(timeout)
        .maxInFlight(maxInFlight)
        .health(health());
  }

  private HealthPolicy health() {
    return HealthPolicy.builder()
        .firstPause(pause)
        .longestPause(pause.compareTo(LONGEST_PAUSE) > 0 ? pause : LONGEST_PAUSE)
        .disableAfter(disableAfter)
        .build();
  }

  private static String jdbcUrl(Flags flags) throws CommandException {
    String url = flags.text(JDBC_URL);
    if (url == null) {
      return "jdbc:h2:./webhooks-demo";
    }
    if (DATABASES.stream().noneMatch(url::startsWith)) {
      throw CommandException.misused(
          JDBC_URL + " must begin with one of " + String.join(", ", DATABASES));
    }
    if (runsStatements(url)) {
      throw CommandException.misused(
          JDBC_URL + " must not hold INIT=, which runs statements before anything is checked");
    }
    return url;
  }

  /** H2 does at every connection, from a file or an address too. A backslash hides nothing. */
  private static boolean runsStatements(String url) {
    return url.startsWith(H2) && INIT.matcher(url.replace("\\", "")).find();
  }

  private static RetryPolicy retry(Flags flags) throws CommandException {
    String text = flags.text(RETRY);
    if (text == null) {
      return RetryPolicy.standard();
    }
    return Durations.parseList(text)
        .filter(delays -> delays.stream().allMatch(SettingsOptions::isRetryDelay))
        .map(RetryPolicy::delays)
        .orElseThrow(
            () ->
                CommandException.misused(
                    RETRY + " must be delays from 1ms to a year between commas, as in 1s,5s,30s"));
  }

  private static boolean isRetryDelay(Duration delay) {
    return !delay.isZero() && delay.compareTo(LONGEST_RETRY) <= 0;
  }
}
