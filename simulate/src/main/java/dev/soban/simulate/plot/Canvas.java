package dev.soban.simulate.plot;

/**
 * An SVG picture that is written from top to bottom. Colours are classes, so that one picture suits
 * light and dark pages.
 */
final class Canvas {
  private static final String STYLE =
      """
      <style>
      svg { font-family: system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; font-size: 13px }
      .page { fill: #fcfcfb } .ink { fill: #1a1a19 } .quiet { fill: #5c5b57 } .grid { stroke: #dedcd6; fill: none }
      .a { fill: #2a78d6; stroke: #2a78d6 } .b { fill: #d95926; stroke: #d95926 } .c { fill: #178f63; stroke: #178f63 }
      .span { stroke-width: 3; stroke-opacity: .45; fill: none } .mark { stroke: none } .title { font-size: 16px; font-weight: 600 }
      .end { text-anchor: end } .middle { text-anchor: middle } .value { font-size: 11px }
      @media (prefers-color-scheme: dark) {
      .page { fill: #1a1a19 } .ink { fill: #f4f3ef } .quiet { fill: #b5b3aa } .grid { stroke: #3a3936 }
      .a { fill: #4a94ee; stroke: #4a94ee } .b { fill: #ee7c4b; stroke: #ee7c4b } .c { fill: #35b583; stroke: #35b583 }
      }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();

  Canvas(int width, int height, String title) {
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
    attributes("width", width, "height", height);
    svg.append(" viewBox=\"0 0 ").append(width).append(' ').append(height).append("\">\n");
    svg.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
    rectangle(0, 0, width, height, "page");
  }

  void text(double x, double y, String classes, String text) {
    begin("text", classes);
    attributes("x", x, "y", y);
    svg.append('>').append(escaped(text)).append("</text>\n");
  }

  void line(double x1, double y1, double x2, double y2, String classes) {
    begin("line", classes);
    attributes("x1", x1, "y1", y1);
    attributes("x2", x2, "y2", y2);
    svg.append("/>\n");
  }

  void circle(double x, double y, double radius, String classes) {
    begin("circle", classes);
    attributes("cx", x, "cy", y);
    attribute("r", radius);
    svg.append("/>\n");
  }

  /** A square on its corner. */
  void diamond(double x, double y, double radius, String classes) {
    begin("polygon", classes);
    svg.append(" points=\"");
    point(x, y - radius);
    point(x + radius, y);
    point(x, y + radius);
    point(x - radius, y);
    svg.append("\"/>\n");
  }

  void rectangle(double x, double y, double width, double height, String classes) {
    begin("rect", classes);
    attributes("x", x, "y", y);
    attributes("width", width, "height", height);
    svg.append(" rx=\"2\"/>\n");
  }

  String svg() {
    return svg + "</svg>\n";
  }

  private void begin(String element, String classes) {
    svg.append('<').append(element).append(" class=\"").append(classes).append('"');
  }

  private void attributes(String one, double value, String other, double otherValue) {
    attribute(one, value);
    attribute(other, otherValue);
  }

  private void attribute(String name, double value) {
    svg.append(' ').append(name).append("=\"").append(Decimals.of(value, 1)).append('"');
  }

  private void point(double x, double y) {
    svg.append(Decimals.of(x, 1)).append(',').append(Decimals.of(y, 1)).append(' ');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
