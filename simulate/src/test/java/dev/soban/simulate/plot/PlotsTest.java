package dev.soban.simulate.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.simulate.Row;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotsTest {
  private static final double NONE = Double.NaN;
  private static final String MIX = "mix-200-2ms-6ms.svg";

  @Test
  void every_policy_is_named_and_its_99th_percentile_written_beside_the_mark() throws Exception {
    Map<String, String> files =
        plots(row("mix-200", "fifo", 0.9, 7639), row("mix-200", "adaptive", 0.9, 182));

    assertThat(files).containsOnlyKeys(MIX);
    assertThat(texts(files, MIX))
        .contains("fifo", "adaptive", "7.64 s", "182 ms", "small requests", "large requests")
        .contains("mix-200, a batch of n rows takes 2ms + 6ms · n", "who asks in mix-200");
  }

  @Test
  void an_unstable_policy_has_words_in_place_of_marks() throws Exception {
    Map<String, String> files = plots(row("mix-200", "rr", 1.47, NONE));

    assertThat(texts(files, MIX)).contains("unstable: needs 147 % of the workers");
    assertThat(elements(files, MIX, "polygon")).hasSize(1);
  }

  @Test
  void parts_of_a_workload_share_a_plot() throws Exception {
    Map<String, String> files =
        plots(row("hostile/flood", "fifo", 0, 9000), row("hostile/light", "fifo", 0, 8000));

    assertThat(texts(files, "hostile-2ms-6ms.svg"))
        .contains("flood", "light", "9 s", "8 s")
        .doesNotContain("large requests");
  }

  @Test
  void nothing_stands_outside_of_the_picture_and_no_two_texts_on_one_another() throws Exception {
    Map<String, String> files =
        plots(row("mix-200", "mlfq-tens-tick", 0.9, 0.9), row("mix-200", "fifo", 0.9, 999_999));

    List<Box> boxes = new ArrayList<>();
    for (Element text : elements(files, MIX, "text")) {
      boxes.add(Box.of(text));
    }
    assertThat(boxes)
        .hasSizeGreaterThan(10)
        .allSatisfy(box -> assertThat(box.left).isGreaterThanOrEqualTo(0))
        .allSatisfy(box -> assertThat(box.right).isLessThanOrEqualTo(780));
    for (Box one : boxes) {
      assertThat(boxes).filteredOn(other -> other.overlaps(one)).containsExactly(one);
    }
  }

  @Test
  void markup_in_names_does_no_harm() throws Exception {
    assertThat(texts(plots(row("mix-200", "<b>&", 0.9, 5)), MIX)).contains("<b>&");
  }

  @Test
  void pictures_suit_dark_pages_too() {
    assertThat(plots(row("steady", "fifo", 0.9, 5)).values())
        .allMatch(svg -> svg.contains("@media (prefers-color-scheme: dark)"));
  }

  @Test
  void saturation_shows_throughput_and_equal_tenants_their_index() throws Exception {
    Row fair = new Row("tenants", "rr", 0, 1, 2, NONE, NONE, 3, 160, 10, 0.935, 0.5);

    assertThat(plots(row("saturation", "fifo", 0, 5)))
        .containsOnlyKeys("saturation-2ms-6ms.svg", "saturation-throughput-2ms-6ms.svg");
    assertThat(texts(plots(fair), "tenants-jain-2ms-6ms.svg")).contains("rr", "0.935");
  }

  private static Row row(String workload, String policy, double needs, double p99) {
    double large = p99 * 1.5;
    return new Row(workload, policy, needs, p99 / 2, p99, large / 2, large, 3, 160, 10, NONE, 0);
  }

  private static Map<String, String> plots(Row... rows) {
    return Plots.of("2ms+6ms", name -> "who asks in " + name, List.of(rows));
  }

  private static List<String> texts(Map<String, String> files, String name) throws Exception {
    return elements(files, name, "text").stream().map(Element::getTextContent).toList();
  }

  private static List<Element> elements(Map<String, String> files, String file, String name)
      throws Exception {
    byte[] svg = files.getOrDefault(file, "").getBytes(StandardCharsets.UTF_8);
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg))
            .getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** Where a text stands, with letters of a usual width. */
  private record Box(double left, double right, double bottom) {
    static Box of(Element text) {
      String classes = text.getAttribute("class");
      double letter = classes.contains("title") ? 8.6 : classes.contains("value") ? 6.3 : 7.4;
      double width = letter * text.getTextContent().length();
      double x = Double.parseDouble(text.getAttribute("x"));
      double before = classes.contains("end") ? 1 : classes.contains("middle") ? 0.5 : 0;
      double left = x - before * width;
      return new Box(left, left + width, Double.parseDouble(text.getAttribute("y")));
    }

    boolean overlaps(Box other) {
      return Math.abs(bottom - other.bottom) < 11 && left < other.right && other.left < right;
    }
  }
}
