package dev.webhooks.spring.boot;

import dev.webhooks.micrometer.AttemptTracingHandler;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Links attempts to the publishing they are of, where the host traces. */
@AutoConfiguration(
    afterName = {
      // As Boot 4 names it, and as Boot 3 does.
      "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.tracing.MicrometerTracingAutoConfiguration"
    })
@ConditionalOnClass({Tracer.class, AttemptTracingHandler.class})
@ConditionalOnBean({Tracer.class, Propagator.class})
public final class WebhooksTracingAutoConfiguration {
  /** Just before Boot's own handler of what is sent: the first that fits makes the span. */
  private static final int BEFORE_OTHER_SENDERS = 1_900;

  WebhooksTracingAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  @Order(BEFORE_OTHER_SENDERS)
  AttemptTracingHandler attemptTracingHandler(Tracer tracer, Propagator propagator) {
    return new AttemptTracingHandler(tracer, propagator);
  }
}
