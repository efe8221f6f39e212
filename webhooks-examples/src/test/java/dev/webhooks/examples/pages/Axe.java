package dev.webhooks.examples.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What axe finds wrong with a page, as it stands at this moment. */
final class Axe {
  private static final String SCRIPT = script();

  private Axe() {}

  /**
   * One line for each violation, with the elements that it is about; none for a page that is well.
   */
  @SuppressWarnings("unchecked") // as the script below answers
  static List<String> violations(Page page) {
    page.evaluate(SCRIPT);
    return (List<String>)
        page.evaluate(
            "async () => (await axe.run()).violations.map(({ id, nodes }) =>"
                + " `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`)");
  }

  private static String script() {
    try (InputStream in = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
