package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;
import dev.webhooks.observe.WebhookObserver;
import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.HostResolver;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

/**
 * All that the application says about webhooks: its properties first, its beans over them, its
 * customizers over both. Of what there are two beans without a primary one, the property holds.
 */
final class Settings implements Consumer<Webhooks.Builder> {
  private final WebhooksProperties properties;
  private final Environment environment;
  private final Beans beans;

  /**
   * @param listeners are all told, in their order, as observers are
   */
  record Beans(
      ObjectProvider<EventCatalog> eventTypes,
      ObjectProvider<WebhookQuota> quota,
      ObjectProvider<RetryPolicy> retryPolicy,
      ObjectProvider<HealthPolicy> health,
      ObjectProvider<UrlPolicy> urlPolicy,
      ObjectProvider<WebhookListener> listeners,
      ObjectProvider<WebhookObserver> observers,
      ObjectProvider<HostResolver> resolver,
      ObjectProvider<EgressProxy> egressProxy,
      ObjectProvider<SslBundles> sslBundles,
      ObjectProvider<WebhooksCustomizer> customizers) {}

  Settings(WebhooksProperties properties, Environment environment, Beans beans) {
    this.properties = properties;
    this.environment = environment;
    this.beans = beans;
  }

  @Override
  public void accept(Webhooks.Builder webhooks) {
    applyProperties(webhooks);
    applyBeans(webhooks);
    beans.customizers().orderedStream().forEach(customizer -> customizer.customize(webhooks));
  }

  private void applyProperties(Webhooks.Builder webhooks) {
    WebhooksProperties.Dispatch dispatch = properties.dispatch();
    IfSet.apply(properties.brand(), webhooks::brand);
    IfSet.apply(
        properties.maxWebhooksPerWorkspace(), limit -> webhooks.quota(WebhookQuota.of(limit)));
    IfSet.apply(
        properties.maxEventSize(), size -> webhooks.maxEventBytes(Math.toIntExact(size.toBytes())));
    IfSet.apply(dispatch.timeout(), webhooks::timeout);
    IfSet.apply(dispatch.lease(), webhooks::lease);
    IfSet.apply(dispatch.pollInterval(), webhooks::pollInterval);
    IfSet.apply(dispatch.drainTimeout(), webhooks::drainTimeout);
    IfSet.apply(dispatch.maxInFlight(), webhooks::maxInFlight);
    IfSet.apply(dispatch.maxInFlightPerWebhook(), webhooks::maxInFlightPerWebhook);
    IfSet.apply(properties.ssl().bundle(), bundle -> webhooks.trust(trust(bundle)));
    IfSet.apply(PropertyPolicies.egressProxy(properties.egressProxy()), webhooks::egressProxy);
    webhooks.retryPolicy(PropertyPolicies.retry(properties.retry()));
    webhooks.urlPolicy(PropertyPolicies.urls(properties.urls()));
    List<String> types = properties.eventTypes();
    if (!types.isEmpty()) {
      webhooks.eventTypes(EventCatalog.of(types.toArray(String[]::new)));
    }
    if (!properties.health().equals(WebhooksDefaults.HEALTH)) {
      webhooks.health(PropertyPolicies.health(properties.health()));
    }
    if (!environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)) {
      webhooks.workers(new PlatformWorkers());
    }
  }

  private void applyBeans(Webhooks.Builder webhooks) {
    beans.eventTypes().ifUnique(webhooks::eventTypes);
    beans.quota().ifUnique(webhooks::quota);
    beans.retryPolicy().ifUnique(webhooks::retryPolicy);
    beans.health().ifUnique(webhooks::health);
    beans.urlPolicy().ifUnique(webhooks::urlPolicy);
    beans.resolver().ifUnique(webhooks::resolver);
    beans.egressProxy().ifUnique(webhooks::egressProxy);
    beans.observers().orderedStream().forEach(webhooks::observe);
    beans.listeners().orderedStream().forEach(webhooks::listener);
  }

  private X509TrustManager trust(String bundle) {
    for (TrustManager manager :
        beans.sslBundles().getObject().getBundle(bundle).getManagers().getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        return trust;
      }
    }
    throw new IllegalStateException("the SSL bundle " + bundle + " trusts no X.509 authorities");
  }
}
