package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Guarantee N: a bad tenant does not slow its neighbours. */
class NoisyNeighbourTest {

  /** Places are taken until the timeout, and far more waits than there are. */
  @Test
  void whereATenantsWebhooksAllHangTheOthersAreServed() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestEndpoint hanging = TestEndpoint.start();
        TestEndpoint healthy = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.maxInFlight(32))) {
      hanging.onEvent(request -> TestEndpoint.after(release));
      for (int i = 0; i < 60; i++) {
        Rig.register(rig.webhooks, hanging.url(), settings -> {}, "noisy");
      }
      Webhook quick = rig.register(healthy).webhook();
      for (int i = 0; i < 10; i++) {
        rig.webhooks
            .publisher()
            .publish(Event.builder("message.sent").workspace("noisy").data(i).build());
      }
      rig.webhooks.dispatcher().start();
      await().until(() -> hanging.events().size() >= 20);

      List<String> deliveries = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        deliveries.add(rig.publish(quick));
      }
      deliveries.forEach(delivery -> rig.awaitState(delivery, DeliveryState.DELIVERED));

      assertThat(hanging.events()).as("never the last quarter").hasSizeLessThanOrEqualTo(24);
      release.countDown();
    }
  }
}
