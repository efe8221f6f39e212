package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryReference;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What may be claimed, in number and in bytes. */
class InFlightTest {
  private static final int MANY = Integer.MAX_VALUE;

  private final InFlight inFlight = new InFlight(64, 64, 1_000, () -> {});

  /** Guarantee B. */
  @Test
  void bodiesThatAreInMemoryLeaveLessForTheNextClaim() {
    assertThat(inFlight.room(MANY).bytes()).isEqualTo(1_000);

    inFlight.started(claim("a", 400));
    assertThat(inFlight.room(MANY).bytes()).isEqualTo(600);

    inFlight.finished(claim("a", 400));
    assertThat(inFlight.room(MANY).bytes()).isEqualTo(1_000);
  }

  @Test
  void nothingIsClaimedWhileTheBytesAreUsedUp() {
    inFlight.started(claim("a", 5_000));
    assertThat(inFlight.room(MANY).limit()).isZero();

    inFlight.finished(claim("a", 5_000));
    assertThat(inFlight.room(MANY).limit()).isPositive();
  }

  @Test
  void aMissingBodyTakesNoBytes() {
    inFlight.started(claim("a", -1));
    assertThat(inFlight.room(MANY).bytes()).isEqualTo(1_000);
  }

  @Test
  void aNodeThatIsUnwellHasLessRoom() {
    assertThat(inFlight.room(3).limit()).isEqualTo(3);

    inFlight.started(claim("a", 1));
    inFlight.started(claim("b", 1));
    assertThat(inFlight.room(3).limit()).isEqualTo(1);
    assertThat(inFlight.room(1).limit()).isZero();
  }

  private static ClaimedDelivery claim(String webhook, int bytes) {
    byte[] body = bytes < 0 ? null : new byte[bytes];
    return new ClaimedDelivery(
        DeliveryReference.builder("dlv")
            .event("evt", "message.sent")
            .workspace("acme")
            .webhookId(webhook)
            .createdAt(Instant.EPOCH)
            .build(),
        body,
        0,
        0,
        1,
        1);
  }
}
