package dev.soban.vision.draw;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fonts of one size that have the letters of a text, Korean ones too where there are some. */
final class Lettering {
  private final Graphics2D graphics;
  private final int size;
  private final Map<Character.UnicodeScript, Font> found = new HashMap<>();

  Lettering(Graphics2D graphics, int size) {
    this.graphics = graphics;
    this.size = size;
  }

  /** Empty on a machine without any font, where only boxes are drawn. */
  Optional<FontMetrics> metrics(String text) {
    try {
      return Optional.of(graphics.getFontMetrics(font(text)));
    } catch (RuntimeException | LinkageError | InternalError noFonts) {
      // A Java runtime without fontconfig fails in as many ways as there are versions of it.
      return Optional.empty();
    }
  }

  private Font font(String text) {
    Font usual = new Font(Font.SANS_SERIF, Font.BOLD, size);
    int foreign = usual.canDisplayUpTo(text);
    if (foreign < 0) {
      return usual;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(text.codePointAt(foreign));
    return found.computeIfAbsent(script, unknown -> installed(text).orElse(usual));
  }

  private Optional<Font> installed(String text) {
    Font[] all = GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts();
    return Arrays.stream(all)
        .filter(font -> font.canDisplayUpTo(text) < 0)
        .min(Comparator.comparing((Font font) -> !font.getFamily().contains("Sans")))
        .map(font -> font.deriveFont(Font.BOLD, size));
  }
}
