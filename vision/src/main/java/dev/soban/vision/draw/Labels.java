package dev.soban.vision.draw;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts texts beside their boxes, where no other text stands; where all is full, none. */
final class Labels {
  private final Graphics2D graphics;
  private final Lettering lettering;
  private final Rectangle picture;
  private final List<Rectangle> taken = new ArrayList<>();

  Labels(Graphics2D graphics, Lettering lettering, Rectangle picture) {
    this.graphics = graphics;
    this.lettering = lettering;
    this.picture = picture;
  }

  void put(Mark mark) {
    Optional<FontMetrics> metrics =
        mark.text().isEmpty() ? Optional.empty() : lettering.metrics(mark.text());
    metrics.ifPresent(font -> put(mark, font));
  }

  private void put(Mark mark, FontMetrics font) {
    int padding = font.getHeight() / 5;
    int width = font.stringWidth(mark.text()) + 2 * padding;
    int height = font.getHeight();
    free(mark, width, height)
        .ifPresent(
            place -> {
              taken.add(place);
              Color ground = Palette.of(mark.kind());
              graphics.setColor(ground);
              graphics.fill(place);
              graphics.setColor(Palette.on(ground));
              graphics.setFont(font.getFont());
              graphics.drawString(mark.text(), place.x + padding, place.y + font.getAscent());
            });
  }

  /** Above the box, else inside at the top, below, inside at the bottom. */
  private Optional<Rectangle> free(Mark mark, int width, int height) {
    int left = (int) Math.round(mark.left());
    int top = (int) Math.round(mark.top());
    int bottom = (int) Math.round(mark.bottom());
    for (int y : new int[] {top - height, top, bottom, bottom - height}) {
      int x = Math.max(0, Math.min(left, picture.width - width));
      Rectangle place = new Rectangle(x, y, width, height);
      boolean inside = y >= 0 && y + height <= picture.height;
      if (inside && taken.stream().noneMatch(place::intersects)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
