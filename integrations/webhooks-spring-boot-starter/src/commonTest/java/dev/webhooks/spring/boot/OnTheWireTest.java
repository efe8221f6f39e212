package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.observe.AttemptObservation;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.WebhookObserver;
import dev.webhooks.spring.WebhookPublisher;
import dev.webhooks.testing.RecordingEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Properties of which only a POST shows what they do. */
class OnTheWireTest {
  private static final ApplicationContextRunner TRIAL =
      TestHost.complete().withPropertyValues("webhooks.urls.allow-local=true");

  /** Remembers which threads send. */
  private static final class Threads implements WebhookObserver {
    private final BlockingQueue<Thread> senders = new LinkedBlockingQueue<>();

    @Override
    public @Nullable AttemptObservation attempting(AttemptStart start) {
      senders.add(Thread.currentThread());
      return null;
    }
  }

  @Test
  void deliveriesAreSentOnPlatformThreadsUnlessVirtualOnesAreWanted() {
    Thread sender = sender(TRIAL);

    assertThat(isVirtual(sender)).isFalse();
    assertThat(sender.getName()).startsWith("webhooks-worker-");
  }

  /** On Java 17 the property changes nothing, as it does not for the rest of the application. */
  @Test
  void onVirtualThreadsWhereTheyAreWantedAndTheJdkHasThem() {
    Thread sender = sender(TRIAL.withPropertyValues("spring.threads.virtual.enabled=true"));

    assertThat(isVirtual(sender)).isEqualTo(Runtime.version().feature() >= 21);
  }

  private static Thread sender(ApplicationContextRunner host) {
    Threads threads = new Threads();
    List<Thread> seen = new ArrayList<>();
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      host.withBean(WebhookObserver.class, () -> threads)
          .run(
              context -> {
                register(context, endpoint.url());
                context.getBean(WebhookPublisher.class).publish(TestHost.event("order.placed"));
                seen.add(next(threads.senders));
              });
      return seen.get(0);
    }
  }

  /** As a JDK that has them prints them: this is compiled for one that has none. */
  private static boolean isVirtual(Thread thread) {
    return thread.toString().startsWith("VirtualThread[");
  }

  @Test
  void everythingLeavesThroughTheProxyWithItsCredentials() throws IOException {
    try (Receiver proxy = Receiver.proxy()) {
      TRIAL
          .withPropertyValues(
              "webhooks.egress-proxy.host=127.0.0.1",
              "webhooks.egress-proxy.port=" + proxy.port(),
              "webhooks.egress-proxy.user=webhooks",
              "webhooks.egress-proxy.password=sesame")
          .run(
              context -> {
                assertThat(register(context, "http://hook.test/in").verification().verified())
                    .isTrue();
                Receiver.Request request = next(proxy.requests());
                assertThat(request.uri()).hasToString("http://hook.test/in");
                assertThat(request.headers().getFirst("Proxy-Authorization"))
                    .isEqualTo("Basic d2ViaG9va3M6c2VzYW1l");
              });
    }
  }

  @Test
  void certificatesAreTrustedThatTheBundleHas(@TempDir Path folder) throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    HandshakeCertificates server =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    Path authorities = Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem());
    ApplicationContextRunner withBundle =
        TRIAL
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
            .withPropertyValues(
                "spring.ssl.bundle.pem.crm.truststore.certificate=file:" + authorities);
    try (Receiver receiver = Receiver.secure(server.sslContext())) {
      String url = "https://localhost:" + receiver.port() + "/hooks";
      withBundle.run(
          context -> assertThat(register(context, url).verification().verified()).isFalse());
      withBundle
          .withPropertyValues("webhooks.ssl.bundle=crm")
          .run(context -> assertThat(register(context, url).verification().verified()).isTrue());
    }
  }

  @Test
  void aBundleThatThereIsNotFailsTheStartAndIsNamed() {
    TRIAL
        .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
        .withPropertyValues("webhooks.ssl.bundle=crm")
        .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("crm"));
  }

  private static RegisteredWebhook register(ApplicationContext context, String url) {
    return context
        .getBean(Webhooks.class)
        .registry()
        .register("acme", WebhookSettings.builder().name("CRM").url(url).build());
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }
}
