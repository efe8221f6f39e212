package dev.webhooks.spring.boot;

import dev.webhooks.Webhooks;

/**
 * A bean that sets what properties and beans can't, or has the last word over them.
 *
 * <pre>{@code
 * @Bean
 * WebhooksCustomizer json(ObjectMapper mapper) {
 *   return webhooks -> webhooks.json(mapper::valueToTree);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface WebhooksCustomizer {

  /**
   * Asked once, when the application starts, after the properties and beans were applied; several
   * are asked in their order.
   */
  void customize(Webhooks.Builder webhooks);
}
