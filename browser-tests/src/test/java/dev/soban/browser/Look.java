package dev.soban.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;

/** How somebody looks at a page: language, colours, size of the window. */
enum Look {
  ENGLISH_LIGHT("en-US", ColorScheme.LIGHT, 1280, 900),
  ENGLISH_DARK_PHONE("en-US", ColorScheme.DARK, 320, 640),
  KOREAN_DARK("ko-KR", ColorScheme.DARK, 1280, 900),
  KOREAN_LIGHT_PHONE("ko-KR", ColorScheme.LIGHT, 320, 640);

  private final String locale;
  private final ColorScheme colours;
  private final int width;
  private final int height;

  Look(String locale, ColorScheme colours, int width, int height) {
    this.locale = locale;
    this.colours = colours;
    this.width = width;
    this.height = height;
  }

  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setLocale(locale)
        .setColorScheme(colours)
        .setViewportSize(width, height);
  }

  boolean korean() {
    return locale.startsWith("ko");
  }

  /** As part of a file's name. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
