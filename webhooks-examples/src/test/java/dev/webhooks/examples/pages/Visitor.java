package dev.webhooks.examples.pages;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;

/** Somebody with a browser in front of the pages, who notes whatever should not happen there. */
final class Visitor implements AutoCloseable {
  /** For a page that has to share its machine. */
  static final double PATIENCE_MS = 15_000;

  /** What the browser itself prints where the API refuses something. */
  private static final String REFUSED_CALL = "Failed to load resource";

  private final List<String> troubles = new ArrayList<>();
  private final BrowserContext context;
  private final String workspace;
  private final String url;
  private final Page page;

  Visitor(Chromium chromium, String url, String workspace, NewContextOptions options) {
    this.url = url;
    this.workspace = workspace;
    context = chromium.browser().newContext(options.setLocale("en-GB"));
    context.setDefaultTimeout(PATIENCE_MS);
    page = context.newPage();
    page.onDialog(this::note);
    page.onConsoleMessage(this::note);
    page.onPageError(error -> troubles.add("error: " + error));
    page.onRequest(this::note);
    page.addInitScript(
        "addEventListener('click', ({isTrusted, detail}) => { if (isTrusted && detail > 0)"
            + " sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1; }, true)");
    page.addInitScript(
        "document.addEventListener('securitypolicyviolation',"
            + " event => console.error('policy: ' + event.violatedDirective))");
  }

  Page page() {
    return page;
  }

  void openWebhooks() {
    page.navigate(addressOf("webhooks"));
  }

  void openLog() {
    page.navigate(addressOf("deliveries"));
  }

  /** The button with exactly this name. */
  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  /** The field with exactly this label; those of closed dialogs don't count. */
  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
        .and(page.locator("input:visible, select:visible, textarea:visible"));
  }

  /** The button with exactly this name on the card of this webhook. */
  Locator button(String card, String name) {
    return card(card)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  /** The card of the webhook that has this in its name. */
  Locator card(String name) {
    return page.locator(".card", new Page.LocatorOptions().setHasText(name));
  }

  /** The log's entries, newest first. */
  Locator deliveries() {
    return page.locator("#log tbody");
  }

  /** Creates a webhook and puts its key away. */
  String createWebhook(String name, String endpoint) {
    openWebhooks();
    button("New webhook").click();
    field("Name").fill(name);
    field("URL").fill(endpoint);
    button("Create webhook").click();
    String key = field("API key").inputValue();
    button("I have stored the key").click();
    return key;
  }

  /** How often he has clicked since he came, or since this was asked last. */
  int clicks() {
    return Integer.parseInt(
        (String)
            page.evaluate(
                "() => { const count = sessionStorage.clicks || '0'; sessionStorage.clicks = 0;"
                    + " return count; }"));
  }

  /** Where a page of his workspace is. */
  String addressOf(String page) {
    return url + "/#/" + workspace + "/" + page;
  }

  /** Opens an address within the pages, as one that somebody was sent. */
  void open(String hash) {
    page.navigate("about:blank");
    page.navigate(url + "/" + hash);
  }

  /** Whether the page is wider than the window. */
  boolean scrollsSideways() {
    return (boolean)
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  /** Script errors, pop-ups, breaches of the page's policy, requests to anyone else. */
  List<String> troubles() {
    return troubles;
  }

  @Override
  public void close() {
    context.close();
  }

  private void note(Dialog dialog) {
    troubles.add("pop-up: " + dialog.message());
    dialog.dismiss();
  }

  private void note(ConsoleMessage message) {
    if (message.type().equals("error") && !message.text().startsWith(REFUSED_CALL)) {
      troubles.add("console: " + message.text());
    }
  }

  private void note(Request request) {
    if (!request.url().startsWith(url + "/")) {
      troubles.add("request: " + request.url());
    }
  }
}
