package dev.soban.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What output is shown on.
 *
 * @param interactive whether somebody watches, so that progress may be drawn
 * @param width in columns; {@link #UNBOUNDED} for files and pipes
 */
public record Terminal(boolean interactive, int width) {
  public static final int UNBOUNDED = Integer.MAX_VALUE;
  public static final Terminal NONE = new Terminal(false, UNBOUNDED);
  private static final int USUAL_WIDTH = 100;

  static Terminal ofProcess() {
    return isTerminal(System.console()) ? new Terminal(true, widthOfTerminal()) : NONE;
  }

  /** A JRE without the console's module still answers null. */
  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  private static int widthOfTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      stty.waitFor(1, TimeUnit.SECONDS);
      int width = Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
      return width > 0 ? width : USUAL_WIDTH;
    } catch (IOException | NumberFormatException e) {
      return USUAL_WIDTH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL_WIDTH;
    }
  }
}
