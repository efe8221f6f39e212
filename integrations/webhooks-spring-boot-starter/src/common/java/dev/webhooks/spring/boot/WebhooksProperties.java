package dev.webhooks.spring.boot;

import dev.webhooks.jdbc.Database;
import dev.webhooks.spring.OutsideTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What {@code webhooks.*} sets. Null is the library's own default.
 *
 * @param brand The product's name in the headers: Acme makes X-Acme-Signature.
 * @param eventTypes The event types that exist; any if none is named.
 * @param maxWebhooksPerWorkspace How many webhooks a workspace may hold; no limit if not set.
 * @param maxEventSize The longest event body.
 * @param secrets Master keys.
 * @param publish Publishing.
 * @param schema The tables.
 * @param dispatch Sending.
 * @param retry When a failed delivery is tried again.
 * @param health When an endpoint is left alone, and its webhook disabled.
 * @param urls Which URLs may be webhooks, and which addresses connected to.
 * @param egressProxy The proxy that every webhook leaves through.
 * @param ssl Whom to trust with certificates.
 * @param purge How long the delivery log is kept.
 */
@ConfigurationProperties("webhooks")
public record WebhooksProperties(
    @Nullable String brand,
    @DefaultValue List<String> eventTypes,
    @Nullable Integer maxWebhooksPerWorkspace,
    @Nullable DataSize maxEventSize,
    @DefaultValue Secrets secrets,
    @DefaultValue Publish publish,
    @DefaultValue Schema schema,
    @DefaultValue Dispatch dispatch,
    @DefaultValue Retry retry,
    @DefaultValue Health health,
    @DefaultValue Urls urls,
    @DefaultValue EgressProxy egressProxy,
    @DefaultValue Ssl ssl,
    @DefaultValue Purge purge) {

  /**
   * The master keys that protect signing secrets.
   *
   * @param currentKey The id of the master key that seals; not needed where there is only one.
   * @param keys Master keys by their ids, each the base64 of 32 random bytes.
   */
  public record Secrets(@Nullable String currentKey, @DefaultValue Map<String, String> keys) {
    /** Names the keys without showing them (Guarantee P). */
    @Override
    public String toString() {
      return "Secrets[currentKey=" + currentKey + ", keys=" + keys.keySet() + "]";
    }
  }

  /**
   * Publishing.
   *
   * @param outsideTransaction What publishing does where no transaction is open that it could join.
   */
  public record Publish(@DefaultValue("own-transaction") OutsideTransaction outsideTransaction) {}

  /**
   * The tables.
   *
   * @param mode Whether the tables are migrated, looked at, or left alone when the application
   *     starts.
   * @param database Which database it is; what its driver says if not set.
   * @param name The schema (in MariaDB and MySQL the database) of the tables; that of the
   *     connections if not set.
   * @param tablePrefix What the tables' names begin with.
   */
  public record Schema(
      @DefaultValue("migrate") SchemaMode mode,
      @Nullable Database database,
      @Nullable String name,
      @Nullable String tablePrefix) {}

  /** What becomes of the tables when the application starts. */
  public enum SchemaMode {
    /** Brings them to this library's version. */
    MIGRATE,
    /** Fails the start if this library can't run on them. */
    VALIDATE,
    /** Leaves them alone. */
    NONE
  }

  /**
   * Sending.
   *
   * @param enabled Whether this node sends; one that does not still registers and publishes.
   * @param timeout How long one POST may take.
   * @param lease How long a claimed delivery is this node's.
   * @param pollInterval How long the dispatcher sleeps at most when it knows of nothing due.
   * @param drainTimeout How long stopping waits for what is being sent.
   * @param maxInFlight How many deliveries this node sends at a time.
   * @param maxInFlightPerWebhook How many of them to one webhook.
   */
  public record Dispatch(
      @DefaultValue("true") boolean enabled,
      @Nullable Duration timeout,
      @Nullable Duration lease,
      @Nullable Duration pollInterval,
      @Nullable Duration drainTimeout,
      @Nullable Integer maxInFlight,
      @Nullable Integer maxInFlightPerWebhook) {}

  /**
   * When a failed delivery is tried again.
   *
   * @param delays One delay after each failure, in this order; the standard schedule if none is
   *     named.
   * @param jitter How far each delay strays at random, as a share of itself from 0 to 1.
   */
  public record Retry(@DefaultValue List<Duration> delays, @Nullable Double jitter) {}

  /**
   * When an endpoint is left alone, and its webhook disabled.
   *
   * @param enabled Whether endpoints are judged at all.
   * @param firstPause How long the first pause takes; the next ones are longer.
   * @param longestPause How long a pause takes at most.
   * @param longestWait How long an endpoint may ask the sender to wait.
   * @param pauseAfterFailures How many attempts in a row must fail for a pause.
   * @param pauseAfterSpan How long after the first of them the last one must be.
   * @param fullWindow How many deliveries at a time an endpoint must have taken after a pause to be
   *     healthy.
   * @param disableAfter How long nothing but failures lasts until a webhook is disabled; 0 for
   *     never.
   */
  public record Health(
      @DefaultValue("true") boolean enabled,
      @Nullable Duration firstPause,
      @Nullable Duration longestPause,
      @Nullable Duration longestWait,
      @DefaultValue("5") int pauseAfterFailures,
      @DefaultValue("10s") Duration pauseAfterSpan,
      @Nullable Integer fullWindow,
      @Nullable Duration disableAfter) {}

  /**
   * Which URLs may be webhooks, and which addresses connected to.
   *
   * @param allowLocal Whether http and private addresses are taken, for trials on one's own
   *     machine; never in production.
   * @param allowRanges Address blocks that may be connected to, whatever the built-in table says.
   * @param refuseRanges Address blocks that are never connected to.
   * @param allowNames Host names that are taken, with those below them, though they have no public
   *     domain.
   * @param refuseNames Host names that are refused, with those below them.
   * @param nat64 Prefixes under which addresses are judged as the IPv4 addresses that they embed.
   */
  public record Urls(
      @DefaultValue("false") boolean allowLocal,
      @DefaultValue List<String> allowRanges,
      @DefaultValue List<String> refuseRanges,
      @DefaultValue List<String> allowNames,
      @DefaultValue List<String> refuseNames,
      @DefaultValue List<String> nat64) {}

  /**
   * The proxy that every webhook leaves through.
   *
   * @param host Its name or IP address; no proxy if not set.
   * @param port Its port.
   * @param user The user name for it, if it wants one.
   * @param password The password for it.
   */
  public record EgressProxy(
      @Nullable String host,
      @DefaultValue("3128") int port,
      @Nullable String user,
      @Nullable String password) {
    /** Without the credentials (Guarantee P). */
    @Override
    public String toString() {
      return "EgressProxy[host=" + host + ", port=" + port + "]";
    }
  }

  /**
   * Whom to trust with certificates.
   *
   * @param bundle The SSL bundle whose authorities are trusted; the JDK's own if not set.
   */
  public record Ssl(@Nullable String bundle) {}

  /**
   * How long the delivery log is kept.
   *
   * @param after How long ago deliveries must have been finished to be removed; nothing is removed
   *     if not set.
   * @param every How long to wait between two looks for them.
   * @param batch How many deliveries one transaction removes at most.
   */
  public record Purge(
      @Nullable Duration after,
      @DefaultValue("1h") Duration every,
      @DefaultValue("500") int batch) {}
}
