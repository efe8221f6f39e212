package dev.webhooks.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who counts as one and the same when look-ups hang, and for how long. */
class HungSitesTest {

  @ParameterizedTest
  @CsvSource({
    "acme.example, acme.example",
    "e1.acme.example, acme.example",
    "a.b.c.acme.example, acme.example",
    "e1.acme.example., acme.example",
    "shop.acme.co.uk, acme.co.uk",
    "acme.co.uk, acme.co.uk",
    "co.uk, co.uk",
    "a.b.acme.com.au, acme.com.au",
    "e1.ab.io, ab.io",
    "e1.com.example, com.example",
    "localhost, localhost",
    "hook.corp, hook.corp",
    "'', ''",
    "., ''",
    "a..b, .b",
  })
  void aSiteIsWhatSomebodyBuys(String host, String site) {
    assertThat(HungSites.of(host)).isEqualTo(site);
  }

  @Test
  void aSiteIsForgottenAfterTenMinutes() {
    AtomicLong nanos = new AtomicLong();
    HungSites hung = new HungSites(nanos::get);
    hung.add("acme.example");

    nanos.addAndGet(HungSites.REMEMBERED.toNanos() - 1);
    assertThat(hung.contains("acme.example")).isTrue();
    assertThat(hung.contains("other.example")).isFalse();

    nanos.addAndGet(1);
    assertThat(hung.contains("acme.example")).isFalse();
  }
}
