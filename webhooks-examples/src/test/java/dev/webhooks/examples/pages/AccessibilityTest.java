package dev.webhooks.examples.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody is kept out: in every state of the pages, at two widths, in two schemes, and beyond. */
@Tag("soak")
@Timeout(600)
class AccessibilityTest extends InTheBrowser {
  private static final int SMALL = 320;

  private record State(String name, Consumer<Visitor> enter) {}

  private final List<String> wrong = new ArrayList<>();

  @Test
  void axeFindsNothingInAnyState() throws Exception {
    prepare();
    for (int width : new int[] {1280, SMALL}) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        NewContextOptions window =
            new NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme);
        look(width + " " + scheme, window);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A window of 1280 at 200 % is one of 640; forced colours and less motion beside it. */
  @Test
  void nothingIsLostAt200PercentWithForcedColoursOrWithoutMotion() throws Exception {
    prepare();
    look(
        "200 %",
        new NewContextOptions()
            .setViewportSize(640, 400)
            .setDeviceScaleFactor(2)
            .setForcedColors(ForcedColors.ACTIVE)
            .setReducedMotion(ReducedMotion.REDUCE));
    assertThat(wrong).isEmpty();
  }

  private void look(String window, NewContextOptions options) {
    for (State state : states()) {
      try (Visitor other = visitor(options)) {
        state.enter.accept(other);
        other.page().waitForTimeout(250); // dialogs come in slowly, and colours are judged
        Axe.violations(other.page())
            .forEach(each -> wrong.add(window + ", " + state.name + ": " + each));
        if (other.scrollsSideways()) {
          wrong.add(window + ", " + state.name + ": wider than the window");
        }
        assertThat(other.troubles()).as(state.name).isEmpty();
      }
    }
  }

  private List<State> states() {
    List<State> states = new ArrayList<>();
    states.add(new State("the list", this::list));
    states.add(new State("nothing here", each -> shows(each, "#/empty/webhooks", "#no-webhooks")));
    states.add(new State("no page", each -> shows(each, "#/a/b/c", "#nowhere-title")));
    states.add(
        new State(
            "no delivery",
            each -> shows(each, "#/" + workspace + "/deliveries/dlv_1", "#no-delivery")));
    for (String opens : List.of("Edit", "Send a test", "Rotate key", "Recover failed…", "Delete")) {
      states.add(
          new State(
              opens,
              each -> {
                list(each);
                each.button(opens).first().click();
                assertThat(each.page().locator("dialog[open]")).isVisible();
              }));
    }
    states.add(
        new State(
            "a new webhook that is refused",
            each -> {
              list(each);
              each.button("New webhook").click();
              each.page().getByText("Headers, signatures, rate and order").click();
              each.button("Create webhook").click();
              assertThat(each.page().locator("#name-error")).isVisible();
            }));
    states.add(
        new State(
            "a key, and one that was not copied",
            each -> {
              list(each);
              each.button("Good", "Rotate key").click();
              each.button("Rotate key").last().click();
              assertThat(each.page().locator("#key-dialog")).isVisible();
              Axe.violations(each.page()).forEach(found -> wrong.add("the key: " + found));
              each.page().keyboard().press("Escape");
              assertThat(each.page().locator("#unsaved-key")).isVisible();
            }));
    states.add(
        new State(
            "a test that was sent",
            each -> {
              list(each);
              each.button("Good", "Send a test").click();
              each.button("Send").click();
              assertThat(each.page().locator("#test-outcome .attempt")).isVisible();
            }));
    states.add(new State("the log", this::log));
    states.add(
        new State(
            "an opened delivery, filters and figures",
            each -> {
              log(each);
              each.page().getByText("More filters").click();
              each.page().getByText("The figures as a table").click();
              each.deliveries().locator(".toggle").first().click();
              assertThat(each.page().locator(".open .attempt").first()).isVisible();
            }));
    states.add(
        new State(
            "a delivery's page",
            each -> {
              log(each);
              each.deliveries().locator(".toggle").first().click();
              each.page().locator(".open dd a").first().click();
              assertThat(each.page().locator("#one-delivery .attempt").first()).isVisible();
            }));
    states.add(
        new State(
            "nothing found",
            each -> shows(each, "#/" + workspace + "/deliveries?status=418", "#no-deliveries")));
    return states;
  }

  private void list(Visitor each) {
    each.openWebhooks();
    assertThat(each.page().locator(".card")).hasCount(4);
    assertThat(each.page().locator("#attention")).isVisible();
  }

  private void log(Visitor each) {
    each.openLog();
    assertThat(each.deliveries().first()).isVisible();
    assertThat(each.page().locator("#attempts-chart svg")).isVisible();
  }

  private static void shows(Visitor each, String hash, String selector) {
    each.open(hash);
    assertThat(each.page().locator(selector)).isVisible();
  }

  /** One that is well, one that fails, one that did not prove itself, one that is disabled. */
  private void prepare() throws Exception {
    settings.put(workspace, "/plan", "{\"plan\":\"PRO\"}");
    visitor.createWebhook("Good", endpoint.url());
    settings.register(workspace, "Unproven", settings.url() + "/nothing");
    visitor.createWebhook("Idle", endpoint.url());
    visitor.button("Idle", "Disable").click();
    try (Endpoint broken = new Endpoint()) {
      settings.register(workspace, "Broken", broken.url());
      broken.answersWith(503, "text/plain", "x".repeat(3_000));
      settings.publish(workspace, "message.sent", 30);
      visitor.openWebhooks();
      assertThat(card("Broken").locator(".badge")).hasText("Paused");
    }
  }
}
