package dev.soban.vision.draw;

import dev.soban.vision.PictureDecoders;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A picture, upright, with boxes, key points and texts drawn on it in sizes that suit it. One
 * thread.
 */
public final class AnnotatedPicture {
  private static final int LEAST_LETTERS = 11;
  private static final Color SHADE = new Color(0, 0, 0, 170);

  private final BufferedImage image;

  private AnnotatedPicture(BufferedImage image) {
    this.image = image;
  }

  /**
   * Blocking.
   *
   * @throws dev.soban.core.predict.PredictionException when the file is no picture, or too large
   */
  public static AnnotatedPicture of(byte[] file, PictureDecoders decoders) {
    return new AnnotatedPicture(Picture.read(file, decoders));
  }

  /**
   * Draws what was found, the first on top.
   *
   * @param width of the picture in whose pixels the marks are
   * @param height of the same
   */
  public void mark(List<Mark> marks, int width, int height) {
    List<Mark> scaled =
        marks.stream()
            .map(
                mark ->
                    mark.scaled(
                        image.getWidth() / (double) width, image.getHeight() / (double) height))
            .toList();
    Graphics2D graphics = graphics();
    try {
      scaled.reversed().forEach(mark -> box(graphics, mark));
      scaled.reversed().forEach(mark -> points(graphics, mark));
      Labels labels =
          new Labels(
              graphics,
              new Lettering(graphics, labelSize(scaled)),
              new Rectangle(image.getWidth(), image.getHeight()));
      scaled.forEach(labels::put);
    } finally {
      graphics.dispose();
    }
  }

  /** Writes a line in a strip over the top of the picture. */
  public void caption(String text) {
    Graphics2D graphics = graphics();
    try {
      Optional<FontMetrics> metrics = new Lettering(graphics, letterSize()).metrics(text);
      metrics.ifPresent(font -> caption(graphics, text, font));
    } finally {
      graphics.dispose();
    }
  }

  private void caption(Graphics2D graphics, String text, FontMetrics font) {
    int padding = font.getHeight() / 3;
    graphics.setColor(SHADE);
    graphics.fillRect(0, 0, image.getWidth(), font.getHeight() + 2 * padding);
    graphics.setColor(Color.WHITE);
    graphics.setFont(font.getFont());
    graphics.drawString(text, padding, padding + font.getAscent());
  }

  /**
   * Writes it as its name ends: .png, .jpg or .jpeg; blocking.
   *
   * @throws IllegalArgumentException when the name ends otherwise
   */
  public void write(Path file) throws IOException {
    PictureFile.of(file).write(image);
  }

  private Graphics2D graphics() {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    return graphics;
  }

  /** Four bars on whole pixels, which stay sharp. */
  private void box(Graphics2D graphics, Mark mark) {
    int width = thickness();
    int left = (int) Math.round(mark.left()) - width / 2;
    int top = (int) Math.round(mark.top()) - width / 2;
    int across = (int) Math.round(mark.right() - mark.left()) + width;
    int down = (int) Math.round(mark.bottom() - mark.top()) + width;
    graphics.setColor(Palette.of(mark.kind()));
    graphics.fillRect(left, top, across, width);
    graphics.fillRect(left, top + down - width, across, width);
    graphics.fillRect(left, top, width, down);
    graphics.fillRect(left + across - width, top, width, down);
  }

  private void points(Graphics2D graphics, Mark mark) {
    Color colour = Palette.of(mark.kind());
    double shorter = Math.min(mark.right() - mark.left(), mark.bottom() - mark.top());
    double radius = Math.clamp(shorter / 30, 1.5, 2 * thickness());
    for (Mark.Point point : mark.keyPoints()) {
      graphics.setColor(Palette.on(colour));
      graphics.fill(dot(point, radius * 1.6));
      graphics.setColor(colour);
      graphics.fill(dot(point, radius));
    }
  }

  private static Ellipse2D dot(Mark.Point point, double radius) {
    return new Ellipse2D.Double(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius);
  }

  /** The side of a square as large as the picture. */
  private double side() {
    return Math.sqrt((double) image.getWidth() * image.getHeight());
  }

  private int thickness() {
    return (int) Math.max(2, Math.round(side() / 250));
  }

  private int letterSize() {
    return Math.max(LEAST_LETTERS, (int) (6 + side() / 60));
  }

  /** Smaller where most boxes are small, as in a crowd. */
  private int labelSize(List<Mark> marks) {
    if (marks.isEmpty()) {
      return letterSize();
    }
    List<Double> heights = marks.stream().map(mark -> mark.bottom() - mark.top()).sorted().toList();
    double usual = heights.get(heights.size() / 2);
    return (int) Math.clamp(usual / 3, LEAST_LETTERS, letterSize());
  }
}
