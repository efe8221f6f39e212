package dev.webhooks.spi;

/**
 * Keeps webhooks and their deliveries in one place, as it must be: what becomes of a delivery
 * depends on its webhook.
 */
public interface Store extends WebhookStore, DeliveryStore, HealthStore, StatsStore, WatchStore {}
