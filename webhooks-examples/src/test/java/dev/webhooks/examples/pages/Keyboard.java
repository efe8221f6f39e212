package dev.webhooks.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.jspecify.annotations.Nullable;

/** How a page is used without a mouse: by Tab, and whatever has the focus must show that it has. */
final class Keyboard {
  private static final int FARTHEST = 90;

  /** The name of what has the focus, null for nothing; or that it can't be seen. */
  private static final String FOCUSED =
      """
      () => {
        const active = document.activeElement;
        if (active === document.body) {
          return null;
        }
        const style = getComputedStyle(active);
        const { top, bottom, width } = active.getBoundingClientRect();
        const shown = style.outlineStyle !== "none" && style.outlineWidth !== "0px"
          && width > 1 && bottom > 0 && top < innerHeight;
        const name = active.getAttribute("aria-label")
          || [...(active.labels || [])].map((each) => each.textContent).join(" ")
          || active.textContent;
        return shown ? name.trim() : "no focus to see on: " + name;
      }""";

  private final Page page;

  Keyboard(Page page) {
    this.page = page;
  }

  /** Goes on, and says to what; null at the page's end. */
  @Nullable String tab() {
    return went("Tab");
  }

  /** Goes on until it is there. */
  Keyboard tabTo(Locator wanted) {
    return go("Tab", wanted);
  }

  /** Goes back until it is there. */
  Keyboard tabBackTo(Locator wanted) {
    return go("Shift+Tab", wanted);
  }

  Keyboard press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
    return this;
  }

  Keyboard type(String text) {
    page.keyboard().type(text);
    return this;
  }

  private Keyboard go(String key, Locator wanted) {
    wanted.waitFor();
    for (int presses = 0; presses < FARTHEST; presses++) {
      if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
        return this;
      }
      went(key);
    }
    throw new AssertionError("no way to " + wanted + " by " + key);
  }

  private @Nullable String went(String key) {
    press(key);
    String name = (String) page.evaluate(FOCUSED);
    if (name != null) {
      assertThat(name).isNotBlank().doesNotContain("no focus");
    }
    return name;
  }
}
