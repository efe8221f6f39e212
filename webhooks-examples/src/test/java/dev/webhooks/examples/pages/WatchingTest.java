package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a page that stays open asks of the application in a minute in which nothing happens. */
@Tag("soak")
@Timeout(180)
class WatchingTest extends InTheBrowser {
  private static final int A_WHILE_MS = 12_000;
  private static final int A_MINUTE_MS = 60_000;

  private record Watched(int calls, int bytes) {}

  @Test
  void theLogIsWatchedWithFewSmallCalls() throws Exception {
    prepare();
    visitor.openLog();
    assertThat(visitor.deliveries()).hasCount(50);

    Watched minute = watch();
    assertThat(minute.calls()).isLessThan(36);
    assertThat(minute.bytes()).isLessThan(60_000);
  }

  @Test
  void theListIsWatchedWithFewSmallCalls() throws Exception {
    prepare();
    visitor.openWebhooks();
    assertThat(visitor.page().locator(".card")).hasCount(1);

    Watched minute = watch();
    assertThat(minute.calls()).isLessThan(26);
    assertThat(minute.bytes()).isLessThan(20_000);
  }

  private void prepare() throws Exception {
    settings.register(workspace, "CRM", endpoint.url());
    settings.publish(workspace, "message.sent", 100);
    visitor.openLog();
    assertThat(visitor.page().locator("[data-sum=acknowledged]")).hasText("100 acknowledged");
  }

  /** What was asked for and answered. */
  private Watched watch() {
    visitor.page().waitForTimeout(A_WHILE_MS);
    List<Request> answered = new ArrayList<>();
    visitor.page().onRequestFinished(answered::add);
    visitor.page().waitForTimeout(A_MINUTE_MS);
    List<Request> minute = List.copyOf(answered);
    int bytes =
        minute.stream()
            .map(Request::sizes)
            .mapToInt(sizes -> sizes.responseHeadersSize + sizes.responseBodySize)
            .sum();
    System.out.println(workspace + ": " + minute.size() + " calls, " + bytes + " bytes");
    return new Watched(minute.size(), bytes);
  }
}
