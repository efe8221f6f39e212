package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.DeliveryLog;
import dev.webhooks.WebhookRegistry;
import dev.webhooks.WebhookStats;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.micrometer.WebhookMetrics;
import dev.webhooks.micrometer.WebhookObservations;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spring.CurrentTransaction;
import dev.webhooks.spring.WebhookEventListenerFactory;
import dev.webhooks.spring.WebhookPublisher;
import dev.webhooks.testing.memory.InMemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

/** A bean of the host's takes the place of ours. */
class ReplacementsTest {
  private static final ApplicationContextRunner HOST =
      TestHost.complete()
          .withConfiguration(AutoConfigurations.of(WebhooksMetricsAutoConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withBean(ObservationRegistry.class, ObservationRegistry::create)
          .withPropertyValues(
              "webhooks.purge.after=30d",
              "management.endpoints.jmx.exposure.include=webhooks",
              "spring.jmx.enabled=true");

  private static final List<Class<?>> CONFIGURATIONS =
      List.of(
          StoreConfiguration.class,
          LibraryConfiguration.class,
          PublishingConfiguration.class,
          DispatchConfiguration.class,
          WebhooksEndpointAutoConfiguration.class,
          WebhooksHealthAutoConfiguration.class,
          WebhooksMetricsAutoConfiguration.class,
          WebhooksTracingAutoConfiguration.class);

  private record Replacement<T>(Class<T> type, Supplier<T> bean) {
    ApplicationContextRunner in(ApplicationContextRunner host, T instance) {
      return host.withBean("replacement", type, () -> instance);
    }

    void isTheOnlyOne() {
      T instance = bean.get();
      in(HOST, instance).run(context -> assertThat(context).getBean(type).isSameAs(instance));
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static Stream<Replacement<?>> replacements() {
    return Stream.of(
        new Replacement<>(JdbcStore.class, ReplacementsTest::store),
        new Replacement<>(WebhooksSchema.class, ReplacementsTest::schema),
        new Replacement<>(SecretCipher.class, SecretCipher::unprotected),
        new Replacement<>(Webhooks.class, ReplacementsTest::other),
        new Replacement<>(WebhookRegistry.class, () -> other().registry()),
        new Replacement<>(DeliveryLog.class, () -> other().deliveryLog()),
        new Replacement<>(WebhookStats.class, () -> other().stats()),
        new Replacement<>(CurrentTransaction.class, CurrentTransaction::none),
        new Replacement<>(WebhookPublisher.class, ReplacementsTest::publisher),
        new Replacement<>(
            WebhookEventListenerFactory.class,
            () -> new WebhookEventListenerFactory(ReplacementsTest::publisher)),
        new Replacement<>(
            DispatcherLifecycle.class, () -> new DispatcherLifecycle(other().dispatcher())),
        new Replacement<>(
            ScheduledPurge.class,
            () ->
                new ScheduledPurge(
                    store(),
                    Duration.ofDays(1),
                    new WebhooksProperties.Purge(null, Duration.ofDays(1), 1))),
        new Replacement<>(WebhooksEndpoint.class, () -> new WebhooksEndpoint(other())),
        new Replacement<>(Readiness.class, () -> new Readiness(other(), false, null)),
        new Replacement<>(WebhookMetrics.class, () -> WebhookMetrics.of(new SimpleMeterRegistry())),
        new Replacement<>(
            WebhookObservations.class, () -> WebhookObservations.of(ObservationRegistry.NOOP)));
  }

  /** Of which parts may come; the application closes it where it is a bean. */
  private static Webhooks other() {
    return Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected()).build();
  }

  private static JdbcStore store() {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:replacements;DB_CLOSE_DELAY=-1");
    return JdbcStore.builder(dataSource).build();
  }

  private static WebhooksSchema schema() {
    return new WebhooksSchema(store(), WebhooksProperties.SchemaMode.MIGRATE);
  }

  private static WebhookPublisher publisher() {
    return WebhookPublisher.builder(other(), CurrentTransaction.none()).build();
  }

  @ParameterizedTest
  @MethodSource("replacements")
  void takesThePlaceOfOurs(Replacement<?> replacement) {
    replacement.isTheOnlyOne();
  }

  /** What is missing above is our own wiring, and not for anybody to name. */
  @Test
  void noBeanOfOursInsists() {
    List<Method> beans =
        CONFIGURATIONS.stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Bean.class))
            .toList();

    assertThat(beans)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            bean -> assertThat(bean.isAnnotationPresent(ConditionalOnMissingBean.class)).isTrue());
  }
}
