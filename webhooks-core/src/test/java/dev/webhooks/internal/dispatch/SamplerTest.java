package dev.webhooks.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.observe.Observers;
import dev.webhooks.model.StoreSample;
import dev.webhooks.observe.WebhookObserver;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.WatchStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who looks at the whole of the store, and for how long. */
class SamplerTest {
  private final List<String> told = new ArrayList<>();
  private final DutyStore store = new DutyStore();
  private final Sampler sampler =
      new Sampler(store, Observers.of(List.of(new Listening())), new Random(1), () -> 0);

  /** Has one duty, and knows who has it. */
  private static final class DutyStore implements WatchStore {
    private boolean isAnothers;
    private boolean isAway;
    private String holder = "";

    @Override
    public boolean takeDuty(String duty, String node, Duration lease) {
      holder = isAnothers ? "another" : node;
      return !isAnothers;
    }

    @Override
    public void releaseDuty(String duty, String node) {
      if (isAway) {
        throw new StoreException("the database is away", null, true);
      }
      assertThat(node).isEqualTo(holder);
      holder = "";
    }

    @Override
    public StoreSample sample() {
      return StoreSample.builder().build();
    }
  }

  private final class Listening implements WebhookObserver {
    @Override
    public void sampled(StoreSample sample) {
      told.add("sampled");
    }

    @Override
    public void samplingEnded() {
      told.add("ended");
    }
  }

  @Test
  void aNodeThatStopsGivesItsDutyUp() {
    sampler.lookIfDue();
    assertThat(store.holder).isNotEmpty();

    stop();

    assertThat(store.holder).isEmpty();
    assertThat(told).containsExactly("sampled", "ended");
  }

  @Test
  void aNodeWithoutTheDutyGivesNothingUp() {
    store.isAnothers = true;
    sampler.lookIfDue();

    stop();

    assertThat(store.holder).isEqualTo("another");
    assertThat(told).isEmpty();
  }

  @Test
  void aStoreThatIsAwayKeepsNobodyFromStopping() {
    sampler.lookIfDue();
    store.isAway = true;

    stop();

    assertThat(told).containsExactly("sampled", "ended");
  }

  /** What the sampler's thread does once the run ends. */
  private void stop() {
    sampler.close();
    sampler.run();
  }
}
