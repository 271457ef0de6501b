package dev.soban.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocsPageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String KEY = "soban_" + "k".repeat(43);
  private static final String KEY_SHA256 = Sha256.hex(KEY);

  private static Playwright playwright;
  private static Browser browser;
  private static ServedExamples server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    if (!Files.isExecutable(CHROMIUM)) {
      System.out.println("skipped, no " + CHROMIUM + ": the pages in a browser");
    }
    Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "no " + CHROMIUM);
    server = ServedExamples.start(folder);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
      playwright.close();
      server.close();
    }
  }

  private static Visit visit(Look look) {
    return new Visit(browser, server.url(), look);
  }

  private static Path picture(String name) {
    return ServedExamples.root().resolve("examples/pictures").resolve(name);
  }

  @ParameterizedTest
  @EnumSource
  void a_picture_is_tried(Look look) {
    try (Visit visit = visit(look).model("digits")) {
      visit.page().locator("#picture").setInputFiles(picture("7.png"));
      assertThat(visit.page().locator(".preview img")).isVisible();
      visit.send().click();

      assertThat(visit.answer().locator("tbody tr").first()).containsText("7");
      assertThat(visit.answer().locator("tbody tr").first()).containsText("100.00 %");
      assertThat(visit.answer().locator("tbody tr").last()).containsText("< 0.01 %");
      assertThat(visit.answer().locator("[role=status]"))
          .containsText(look.korean() ? "만에 답했습니다: 7" : "Answered in");
      assertThat(visit.answer()).containsText(look.korean() ? "요청 ID" : "Request id");
      assertThat(visit.page().locator(".code").first()).containsText("@7.png");
      visit.isWell();
      visit.picture("picture-" + look.label());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_row_is_tried(Look look) {
    try (Visit visit = visit(look).model("iris")) {
      assertThat(visit.page().getByLabel("petal_width")).hasValue("2.5");
      visit.page().getByLabel("sepal_length").fill("5.1");
      visit.page().getByLabel("sepal_width").fill("3.5");
      visit.page().getByLabel("petal_length").fill("1.4");
      visit.page().getByLabel("petal_width").fill("0.2");
      visit.send().click();

      assertThat(visit.answer().locator("tbody tr").first()).containsText("setosa");
      assertThat(visit.page().locator(".code").first()).containsText("[[5.1, 3.5, 1.4, 0.2]]");
      visit.isWell();
      visit.picture("row-" + look.label());
    }
  }

  @Test
  void rows_are_pasted_as_csv_and_answered_one_by_one() {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).model("iris")) {
      visit.page().getByLabel("CSV", new Page.GetByLabelOptions().setExact(true)).check();
      visit.page().locator("#csv").fill("5.1,3.5,1.4,0.2\n6.3,3.3,6.0,2.5\n");
      visit.send().click();

      assertThat(visit.answer().locator("h3")).hasText(new String[] {"Row 1", "Row 2"});
      assertThat(visit.answer().locator("table").last()).containsText("virginica");
      visit
          .page()
          .locator("#csv-file")
          .setInputFiles(ServedExamples.root().resolve("examples/data/iris-rows.csv"));
      visit.send().click();

      assertThat(visit.answer().locator("h3").last()).hasText("Row 3");
      assertThat(visit.page().locator(".code").first()).containsText("@iris-rows.csv");
      visit.isWell();
    }
  }

  @Test
  void json_is_typed_and_plain_outputs_become_tables() {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).model("iris")) {
      visit.page().getByLabel("JSON", new Page.GetByLabelOptions().setExact(true)).check();
      assertThat(visit.page().locator("#json")).hasValue("[[6.3,3.3,6,2.5]]");
      visit.page().getByLabel("Best classes").fill("1");
      visit.send().click();

      assertThat(visit.answer().locator("tbody tr")).hasCount(1);
      assertThat(visit.page().locator(".code").first()).containsText("?top_k=1");
      visit.isWell();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGLISH_LIGHT", "KOREAN_LIGHT_PHONE"})
  void a_wrong_value_is_told_at_its_field_and_not_sent(Look look) {
    try (Visit visit = visit(look).model("iris")) {
      Locator field = visit.page().getByLabel("sepal_width");
      field.fill("wide");
      visit.page().getByLabel("petal_width").fill("");
      visit.send().click();

      assertThat(field).isFocused();
      assertThat(field).hasAttribute("aria-invalid", "true");
      assertThat(visit.page().locator(".complaint:visible"))
          .hasText(
              look.korean()
                  ? new String[] {"숫자를 입력하세요.", "값을 입력하세요."}
                  : new String[] {"This is no number.", "A value is missing."});
      assertThat(visit.answer()).containsText(look.korean() ? "아직" : "Nothing was sent yet");
      visit.isWell();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGLISH_LIGHT", "KOREAN_DARK"})
  void what_the_server_refuses_is_shown_in_its_words(Look look) {
    try (Visit visit = visit(look).model("iris")) {
      visit.expectRefusal(400);
      visit.page().getByLabel("JSON", new Page.GetByLabelOptions().setExact(true)).check();
      visit.page().locator("#json").fill("[[1, 2, 3]]");
      visit.send().click();

      Locator alert = visit.answer().locator("[role=alert]");
      assertThat(alert).containsText(look.korean() ? "거절되었습니다(상태 코드 400)" : "status 400");
      assertThat(alert.locator("[lang=en]")).containsText("[1,3]");
      visit.isWell();
      visit.picture("refused-" + look.label());
    }
  }

  @Test
  void a_file_that_is_no_picture_is_shown_as_such_and_refused_by_the_server() {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).model("digits")) {
      visit.expectRefusal(400);
      visit.send().click();
      assertThat(visit.page().locator("#picture-wrong")).hasText("Choose a picture first.");
      visit
          .page()
          .locator("#picture")
          .setInputFiles(
              new FilePayload(
                  "notes.txt", "text/plain", "no picture".getBytes(StandardCharsets.UTF_8)));
      assertThat(visit.page().locator(".preview")).containsText("cannot show the file");
      assertThat(visit.page().locator("#picture-wrong")).isEmpty();
      visit.send().click();

      assertThat(visit.answer().locator("[role=alert]")).containsText("picture");
      visit.isWell();
    }
  }

  @Test
  void the_sample_picture_is_one_click_away() {
    try (Visit visit = visit(Look.KOREAN_LIGHT_PHONE).model("digits")) {
      visit.page().getByText("예시 이미지 쓰기").click();
      assertThat(visit.page().locator(".preview figcaption")).hasText("sample.png, 7.8 KB");
      visit.send().click();

      assertThat(visit.answer().locator("tbody tr").first()).containsText("7");
      visit.isWell();
    }
  }

  @Test
  void everything_is_done_with_the_keyboard_alone() {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).open()) {
      Page page = visit.page();
      assertThat(page.locator("main h1")).hasText("digits");
      page.keyboard().press("Tab");
      assertThat(page.locator(".skip")).isFocused();
      tabTo(page, "nav li:nth-child(2) a");
      page.keyboard().press("Enter");
      assertThat(page.locator("main h1")).hasText("iris");
      tabTo(page, "#version");
      tabTo(page, "#mode-modeValues");
      page.keyboard().press("ArrowRight");
      assertThat(page.locator("#mode-modeCsv")).isChecked();
      page.keyboard().press("ArrowLeft");
      tabTo(page, "#value-input-0");
      page.keyboard().press("Control+A");
      page.keyboard().type("5");
      page.keyboard().press("Enter");
      assertThat(visit.answer().locator("tbody tr").first()).containsText("virginica");
      tabTo(page, ".code button");
      String outline =
          (String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      assertThat(outline).as("focus that can be seen").isEqualTo("solid");
      visit.isWell();
    }
  }

  private static void tabTo(Page page, String selector) {
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      if ((boolean)
          page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
        return;
      }
    }
    throw new AssertionError("the tab key never comes to " + selector);
  }

  @Test
  void the_skip_link_leads_past_the_list_and_keeps_the_model() {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).model("iris")) {
      visit.page().locator(".skip").focus();
      visit.page().keyboard().press("Enter");

      assertThat(visit.page().locator("main")).isFocused();
      assertThat(visit.page().locator("main h1")).hasText("iris");
    }
  }

  @Test
  void another_language_and_other_colours_keep_what_was_typed_and_are_remembered() {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).model("iris")) {
      Page page = visit.page();
      page.getByLabel("sepal_length").fill("4.25");
      page.locator("#language").selectOption("ko");
      page.locator("#theme").selectOption("dark");

      assertThat(page.getByLabel("sepal_length")).hasValue("4.25");
      assertThat(visit.send()).hasText("보내기");
      assertThat(page.locator("html")).hasAttribute("lang", "ko");
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
      visit.isWell();
      page.reload();
      assertThat(visit.send()).hasText("보내기");
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }
  }

  @Test
  void the_code_that_is_shown_does_what_the_page_did() throws Exception {
    try (Visit visit = visit(Look.ENGLISH_LIGHT).model("digits")) {
      visit.page().locator("#picture").setInputFiles(picture("7.png"));
      assertThat(visit.page().locator(".code").first()).containsText("@7.png");
      String curl = visit.page().locator(".code pre").first().textContent();
      String python = visit.page().locator(".code pre").last().textContent();

      assertThat(run("sh", "-c", curl + " -s")).contains("\"label\":\"7\"");
      if (Files.isExecutable(Path.of("/usr/bin/python3"))) {
        assertThat(run("python3", "-c", python)).contains("'label': '7'");
      }
    }
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(picture(".").toFile())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return text;
  }

  @Test
  void what_is_found_in_a_picture_is_drawn_over_it(@TempDir Path folder) throws Exception {
    Path data = TestData.path("detect");
    Path model = Files.createDirectories(folder.resolve("models/things/1"));
    Files.copy(data.resolve("yolox_nano_416.onnx"), model.resolve("model.onnx"));
    Files.copy(data.resolve("coco80_names.txt"), model.resolveSibling("labels.txt"));
    Files.writeString(
        model.resolveSibling("model.yaml"),
        """
        image: {resize: letterbox_top_left, pad: 114, channels: bgr}
        output: {type: detection, head: yolox, labels: labels.txt}
        """);
    try (ServedExamples things =
            ServedExamples.start(folder, "--models", folder.resolve("models").toString());
        Visit visit = new Visit(browser, things.url(), Look.ENGLISH_LIGHT).open()) {
      visit
          .page()
          .locator("#picture")
          .setInputFiles(TestData.path("images/street/coral_kite_and_cold.jpg"));
      visit.send().click();

      Locator table = visit.answer().locator("tbody tr");
      assertThat(table.first()).containsText("kite");
      assertThat(visit.answer().locator("svg rect")).hasCount(table.count());
      assertThat(visit.answer().locator("[role=status]")).containsText(table.count() + " found");
      visit.isWell();
    }
  }

  @Test
  void a_key_is_asked_for_used_and_kept_nowhere(@TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("soban.yaml"),
            """
            access: {anonymous: never}
            keys: [{principal: team-a, sha256: "%s", scopes: [infer]}]
            """
                .formatted(KEY_SHA256));
    try (ServedExamples closed = ServedExamples.start(folder, "--config", config.toString());
        Visit visit = new Visit(browser, closed.url(), Look.KOREAN_DARK)) {
      visit.expectRefusal(401);
      Page page = visit.open().page();
      assertThat(page.locator("main")).containsText("API 키가 필요합니다");
      assertThat(page.locator("#key")).isFocused();
      visit.isWell();
      page.locator("#key").fill(KEY);
      page.keyboard().press("Enter");
      page.locator("nav li:nth-child(2) a").click();
      visit.send().click();

      assertThat(visit.answer().locator("tbody tr").first()).containsText("virginica");
      assertThat(page.locator(".code").first()).containsText("$SOBAN_API_KEY");
      assertThat(page.locator("section.code")).not().containsText(KEY);
      assertThat(
              (String)
                  page.evaluate(
                      "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"))
          .doesNotContain(KEY);
      visit.isWell();
    }
  }
}
