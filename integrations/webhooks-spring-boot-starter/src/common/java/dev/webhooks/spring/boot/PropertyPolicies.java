package dev.webhooks.spring.boot;

import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.StandardHealth;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.UrlPolicyBuilder;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The library's policies as properties describe them. */
final class PropertyPolicies {
  private PropertyPolicies() {}

  static RetryPolicy retry(WebhooksProperties.Retry retry) {
    RetryPolicy policy =
        retry.delays().isEmpty() ? RetryPolicy.standard() : RetryPolicy.delays(retry.delays());
    Double jitter = retry.jitter();
    return jitter == null ? policy : policy.withJitter(jitter, new SecureRandom());
  }

  static HealthPolicy health(WebhooksProperties.Health health) {
    if (!health.enabled()) {
      return HealthPolicy.none();
    }
    StandardHealth.Builder policy =
        HealthPolicy.builder().pauseAfter(health.pauseAfterFailures(), health.pauseAfterSpan());
    IfSet.apply(health.firstPause(), policy::firstPause);
    IfSet.apply(health.longestPause(), policy::longestPause);
    IfSet.apply(health.longestWait(), policy::longestWait);
    IfSet.apply(health.fullWindow(), policy::fullWindow);
    IfSet.apply(health.disableAfter(), after -> policy.disableAfter(after.isZero() ? null : after));
    return policy.build();
  }

  static UrlPolicy urls(WebhooksProperties.Urls urls) {
    if (urls.allowLocal()) {
      return UrlPolicy.allowingLocal();
    }
    UrlPolicyBuilder policy = UrlPolicy.builder();
    urls.allowRanges().forEach(policy::allowRange);
    urls.refuseRanges().forEach(policy::refuseRange);
    urls.allowNames().forEach(policy::allowName);
    urls.refuseNames().forEach(policy::refuseName);
    urls.nat64().forEach(policy::nat64);
    return policy.build();
  }

  static @Nullable EgressProxy egressProxy(WebhooksProperties.EgressProxy proxy) {
    String host = proxy.host();
    if (host == null) {
      return null;
    }
    EgressProxy plain = EgressProxy.http(host, proxy.port());
    String user = proxy.user();
    String password = proxy.password();
    return user == null ? plain : plain.withCredentials(user, password == null ? "" : password);
  }
}
