package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.micrometer.AttemptTracingHandler;
import dev.webhooks.micrometer.WebhookMetrics;
import dev.webhooks.micrometer.WebhookObservations;
import dev.webhooks.spring.WebhookPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;

/** Hosts that lack a part: what it would have brought is not there, and the rest is. */
class AbsentClassesTest {
  private static final ApplicationContextRunner EVERYTHING =
      new ApplicationContextRunner()
          .withUserConfiguration(TestHost.Database.class, Host.class)
          .withPropertyValues(
              TestHost.MASTER_KEY,
              "management.endpoints.jmx.exposure.include=webhooks",
              "spring.jmx.enabled=true");

  @Test
  void aHostThatLacksNothingHasEverything() {
    EVERYTHING
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(
            context ->
                assertThat(context)
                    .hasBean("webhooksHealthIndicator")
                    .hasBean("webhooksEndpoint")
                    .hasBean("webhookMetrics")
                    .hasBean("webhookObservations"));
  }

  /** As Boot does it, for what is only read of a class need not have all its annotations. */
  static class ByTheirNames implements DeferredImportSelector {
    @Override
    public String[] selectImports(AnnotationMetadata importing) {
      String here = WebhooksAutoConfiguration.class.getPackageName();
      return new String[] {
        here + ".WebhooksMetricsAutoConfiguration",
        here + ".WebhooksTracingAutoConfiguration",
        here + ".WebhooksAutoConfiguration",
        here + ".WebhooksEndpointAutoConfiguration",
        here + ".WebhooksHealthAutoConfiguration"
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(ByTheirNames.class)
  static class Host {}

  @Test
  void withoutActuatorThereIsNeitherHealthNorAnEndpoint() {
    EVERYTHING
        .withClassLoader(
            new FilteredClassLoader(
                "org.springframework.boot.actuate", "org.springframework.boot.health"))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(WebhookPublisher.class)
                    .doesNotHaveBean("webhooksHealthIndicator")
                    .doesNotHaveBean("webhookReadiness")
                    .doesNotHaveBean("webhooksEndpoint"));
  }

  @Test
  void withoutMicrometerNothingIsMeasured() {
    EVERYTHING
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(WebhookPublisher.class)
                    .doesNotHaveBean("webhookMetrics")
                    .doesNotHaveBean("webhookObservations"));
  }

  @Test
  void norWithoutOurMicrometerModule() {
    EVERYTHING
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .withClassLoader(new FilteredClassLoader("dev.webhooks.micrometer"))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(WebhookPublisher.class)
                    .doesNotHaveBean("webhookMetrics")
                    .doesNotHaveBean("webhookObservations"));
  }

  @Test
  void withoutTheStoreNothingIsMade() {
    EVERYTHING
        .withClassLoader(new FilteredClassLoader(JdbcStore.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(Webhooks.class)
                    .doesNotHaveBean(WebhookPublisher.class));
  }

  @Test
  void whatIsMeasuredAndObservedGoesByTheRegistriesThatThereAre() {
    EVERYTHING.run(
        context ->
            assertThat(context)
                .doesNotHaveBean(WebhookMetrics.class)
                .doesNotHaveBean(WebhookObservations.class));
    EVERYTHING
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(WebhookMetrics.class)
                    .doesNotHaveBean(WebhookObservations.class));
    EVERYTHING
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean(WebhookMetrics.class)
                    .hasSingleBean(WebhookObservations.class));
  }

  @Test
  void attemptsAreLinkedToTheirPublishingWhereTheHostTraces() {
    EVERYTHING.run(context -> assertThat(context).doesNotHaveBean(AttemptTracingHandler.class));
    ApplicationContextRunner tracing =
        EVERYTHING
            .withBean(Tracer.class, () -> Tracer.NOOP)
            .withBean(Propagator.class, () -> Propagator.NOOP);
    tracing.run(context -> assertThat(context).hasSingleBean(AttemptTracingHandler.class));
    tracing
        .withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
        .run(context -> assertThat(context).doesNotHaveBean("attemptTracingHandler"));
  }

  /** Boot makes timers of observations: ours beside them would count everything twice. */
  @Test
  void noTimerIsMadeTwice() {
    assertThat(metersOf(EVERYTHING)).contains("webhooks.publish.events", "webhooks.publish");
    assertThat(
            metersOf(EVERYTHING.withBean(ObservationRegistry.class, ObservationRegistry::create)))
        .contains("webhooks.publish.events")
        .doesNotContain("webhooks.publish");
  }

  private static List<String> metersOf(ApplicationContextRunner host) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    host.withBean(MeterRegistry.class, () -> meters)
        .run(
            context ->
                context.getBean(WebhookPublisher.class).publish(TestHost.event("order.placed")));
    return meters.getMeters().stream().map(meter -> meter.getId().getName()).toList();
  }
}
