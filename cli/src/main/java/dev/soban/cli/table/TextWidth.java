package dev.soban.cli.table;

/** How many columns of a terminal a text takes; Korean, Chinese and Japanese letters take two. */
public final class TextWidth {
  /** First and last code points of wide characters (East Asian Width W and F). */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
  };

  private TextWidth() {}

  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  static int of(int codePoint) {
    if (codePoint < 0x300) {
      return codePoint < ' ' ? 0 : 1;
    }
    if (joinsTheLetterBefore(codePoint)) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (codePoint >= range[0] && codePoint <= range[1]) {
        return 2;
      }
    }
    return 1;
  }

  /** Accents, joiners, and the vowels and finals of Korean syllables written in parts. */
  private static boolean joinsTheLetterBefore(int codePoint) {
    if (codePoint >= 0x1160 && codePoint <= 0x11FF) {
      return true;
    }
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }
}
