package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.micrometer.WebhookMetrics;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spring.WebhookPublisher;
import dev.webhooks.spring.boot.WebhooksEndpoint.Action;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The actuator endpoint, and health. */
class ActuatorTest {
  private static final ApplicationContextRunner EXPOSED =
      TestHost.complete()
          .withPropertyValues(
              "management.endpoints.jmx.exposure.include=webhooks", "spring.jmx.enabled=true");

  @Test
  void theEndpointIsThereWhereItIsExposed() {
    TestHost.complete().run(context -> assertThat(context).doesNotHaveBean(WebhooksEndpoint.class));
    EXPOSED.run(context -> assertThat(context).hasSingleBean(WebhooksEndpoint.class));
  }

  @Test
  void theEndpointTellsOfAWebhookAndBringsItBack() {
    EXPOSED.run(
        context -> {
          Webhooks webhooks = context.getBean(Webhooks.class);
          Webhook webhook =
              webhooks
                  .registry()
                  .register(
                      "acme",
                      WebhookSettings.builder()
                          .name("CRM")
                          .url("https://hooks.invalid/in?token=sesame")
                          .build())
                  .webhook();
          webhooks.registry().disable("acme", webhook.id());
          WebhooksEndpoint endpoint = context.getBean(WebhooksEndpoint.class);

          assertThat(endpoint.summary().dispatcher().running()).isTrue();
          assertThat(endpoint.webhook("acme", webhook.id()))
              .satisfies(
                  report -> {
                    assertThat(report.endpoint()).isEqualTo("https://hooks.invalid");
                    assertThat(report.status()).isEqualTo(WebhookStatus.DISABLED);
                  });
          assertThat(endpoint.webhook("other", webhook.id())).isNull();
          assertThat(endpoint.change("acme", webhook.id(), Action.ENABLE, null, null))
              .satisfies(
                  outcome -> assertThat(outcome.status()).isEqualTo(WebhookStatus.UNVERIFIED));
          assertThat(endpoint.change("acme", webhook.id(), Action.RECOVER, null, null))
              .satisfies(outcome -> assertThat(outcome.recovered()).isZero());
          assertThat(endpoint.change("acme", "none", Action.RECOVER, null, null)).isNull();
        });
  }

  @Test
  void healthKnowsTheDispatcher() {
    TestHost.complete()
        .run(
            context -> {
              WebhooksHealthIndicator health = context.getBean(WebhooksHealthIndicator.class);
              assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
              context.getBean(Webhooks.class).dispatcher().stop();
              assertThat(health.health().getStatus().getCode()).isEqualTo("DOWN");
            });
    TestHost.complete()
        .withPropertyValues("webhooks.dispatch.enabled=false")
        .run(
            context ->
                assertThat(
                        context
                            .getBean(WebhooksHealthIndicator.class)
                            .health()
                            .getStatus()
                            .getCode())
                    .isEqualTo("UP"));
  }

  @Test
  void healthKnowsTheDatabase() {
    TestHost.complete()
        .withPropertyValues("webhooks.dispatch.enabled=false")
        .run(
            context -> {
              new JdbcTemplate(context.getBean(DataSource.class))
                  .execute("drop table webhooks_workspace cascade");
              assertDownForItsDatabase(context);
            });
  }

  /** It answers, and is read only, as a standby is. */
  @Test
  void healthIsDownOnADatabaseThatTakesNoWrites(@TempDir Path folder) {
    String file = "jdbc:h2:" + folder.resolve("db");
    onDatabase(file)
        .run(
            context -> {
              var health = context.getBean(WebhooksHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("UP");
            });

    onDatabase(file + ";ACCESS_MODE_DATA=r").run(ActuatorTest::assertDownForItsDatabase);
  }

  private static ApplicationContextRunner onDatabase(String url) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL(url);
    return TestHost.withoutDatabase()
        .withBean(DataSource.class, () -> dataSource)
        .withPropertyValues(TestHost.MASTER_KEY, "webhooks.dispatch.enabled=false");
  }

  private static void assertDownForItsDatabase(ApplicationContext context) {
    var health = context.getBean(WebhooksHealthIndicator.class).health();
    assertThat(health.getStatus().getCode()).isEqualTo("DOWN");
    assertThat(health.getDetails()).containsEntry("database", "takes no writes");
  }

  @Test
  void healthMayBeSwitchedOff() {
    TestHost.complete()
        .withPropertyValues("management.health.webhooks.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(WebhooksHealthIndicator.class));
  }

  @Test
  void whatIsPublishedIsMeasuredWhereTheHostMeasures() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    TestHost.complete()
        .withConfiguration(AutoConfigurations.of(WebhooksMetricsAutoConfiguration.class))
        .withBean(MeterRegistry.class, () -> meters)
        .run(
            context -> {
              context.getBean(WebhookPublisher.class).publish(TestHost.event("order.placed"));
              assertThat(meters.getMeters())
                  .extracting(meter -> meter.getId().getName())
                  .contains("webhooks.publish");
            });
    TestHost.complete()
        .withConfiguration(AutoConfigurations.of(WebhooksMetricsAutoConfiguration.class))
        .run(context -> assertThat(context).doesNotHaveBean(WebhookMetrics.class));
  }
}
