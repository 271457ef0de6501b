package dev.soban.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A visit to the page, in which everything is noted that a page must not do. */
final class Visit implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 15_000;
  private static final List<String> GRAVE = List.of("serious", "critical");

  private final BrowserContext context;
  private final Page page;
  private final String origin;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  Visit(Browser browser, String origin, Look look) {
    this.origin = origin;
    context = browser.newContext(look.options());
    context.setDefaultTimeout(PATIENCE_MILLIS);
    context.onRequest(
        request -> {
          if (!request.url().startsWith(origin + "/")
              && !request.url().startsWith("blob:" + origin)) {
            complaints.add("asks another server: " + request.url());
          }
        });
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("error: " + error));
  }

  Page page() {
    return page;
  }

  /** Opens the front door, as who types the address does. */
  Visit open() {
    page.navigate(origin + "/");
    page.waitForURL(origin + "/docs/**");
    return this;
  }

  /** Opens a model, and waits until it is shown. */
  Visit model(String name) {
    open();
    page.locator("nav a", new Page.LocatorOptions().setHasText(name)).click();
    page.locator("main h1").getByText(name).waitFor();
    return this;
  }

  Locator send() {
    return page.locator("button[type=submit]");
  }

  Locator answer() {
    return page.locator("section.answer");
  }

  /** A refusal of the server's is an error to the browser's console; this one is meant. */
  void expectRefusal(int status) {
    expected.add("the server responded with a status of " + status);
  }

  /** Nothing is wrong with what is on the screen at this moment. */
  void isWell() {
    List<Rule> violations =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> GRAVE.contains(rule.getImpact()))
                .toList();
    assertThat(violations.stream().map(rule -> rule.getId() + ": " + rule.getNodes()).toList())
        .as("what axe finds serious or critical")
        .isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("pixels that must be scrolled to sideways")
        .isEqualTo(0);
    assertThat(complaints)
        .as("console and requests")
        .allMatch(complaint -> expected.stream().anyMatch(complaint::contains));
  }

  /** Keeps a picture of the whole page where pictures are asked for. */
  void picture(String name) {
    String folder = System.getProperty("soban.screenshots", "");
    if (!folder.isEmpty()) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(folder).resolve(name + ".png"))
              .setFullPage(true));
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
